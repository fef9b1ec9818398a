import { AsSchema, all, BuildDataDocument, Nested, NestedList, NodeInventory } from '@drydock/contracts';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { hardwareItemKinds } from '@drydock/contracts';
import type { Identity } from '../domain/identity.js';

/** Which items of a hardware profile an agent can set up itself; checks are never its business. */
export const abilities = hardwareItemKinds.filter((kind) => kind !== 'check');
export type Ability = Exclude<(typeof hardwareItemKinds)[number], 'check'>;

export class AgentSystem {
  @IsOptional() @IsString() @MaxLength(200) manufacturer: string | null;
  @IsOptional() @IsString() @MaxLength(200) model: string | null;
  @IsOptional() @IsString() @MaxLength(200) serialNumber: string | null;
  @IsOptional() @IsString() @MaxLength(200) uuid: string | null;
  @IsOptional() @IsString() @MaxLength(200) biosVersion: string | null;
}

/** What an agent found on the node it runs on. */
export class AgentInventory extends NodeInventory {
  @Nested(() => AgentSystem) system: AgentSystem;
  @all(IsArray(), IsIn(abilities, { each: true }), ArrayUnique(), AsSchema({ items: { enum: [...abilities] } }))
  abilities: Ability[];
  /** What programs on the node said of it, such as lshw's XML. */
  @IsOptional() @ArrayMaxSize(16) @NestedList(() => BuildDataDocument) details?: BuildDataDocument[];
}

export const identityOf = ({ interfaces, system }: AgentInventory): Identity => ({
  macs: interfaces.map(({ mac }) => mac.toLowerCase()),
  serialNumber: system.serialNumber,
  systemUuid: system.uuid,
});
