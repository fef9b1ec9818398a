import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { IsMac, Nested } from '../fields.js';
import { IsAddress } from '../address.js';
import { IsCredential, type Credential } from '../sealed.js';

export const powerOwners = ['drydock', 'bootstrapper'] as const;
export type PowerOwner = (typeof powerOwners)[number];

/** What the design says the node behind a BMC is. A BMC that contradicts it is refused before any power action. */
export class NodeIdentity {
  @IsOptional() @IsMac() bootMac?: string;
  @IsOptional() @IsString() serialNumber?: string;
  @IsOptional() @IsString() uuid?: string;
}

/** A BMC: where it is and how to log in. */
export class OobTarget {
  /** The driver's name. */
  @IsString() @IsNotEmpty() type: string;
  /** For redfish a URL (http or https) or a host, which means https; for libvirt its URI; for ipmi a host. */
  @IsAddress() address: string;
  @IsOptional() @IsInt() @Min(1) @Max(65535) port?: number;
  /** Which system, where one BMC serves several. */
  @IsOptional() @IsString() systemId?: string;
  @IsOptional()
  @IsCredential([['username', 'password'], ['username', 'privateKey'], ['privateKey']])
  credential?: Credential;
  /** Default true. */
  @IsOptional() @IsBoolean() verifyTls?: boolean;
  /** PEM. */
  @IsOptional() @IsString() caCertificate?: string;
  /** `never` where the BMC shares the node's network interface: power off is refused and a cycle is a restart. */
  @IsOptional() @IsIn(['allowed', 'never']) powerOff?: 'allowed' | 'never';
  /** Who decides over power and boot device. Remembered per BMC for requests that leave it out. */
  @IsOptional() @IsIn(powerOwners) powerOwner?: PowerOwner;
  @IsOptional() @Nested(() => NodeIdentity) identity?: NodeIdentity;
  /** Specific to the driver; its settings schema says what it takes. */
  @IsOptional() @IsObject() options?: Record<string, unknown>;
}
