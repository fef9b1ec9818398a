import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What tells the hardware of one node from another, whatever its BMC is called: its UUID; else maker, serial number and system, since
 * the nodes of a chassis may share the number. Null where nothing is known.
 */
export class SameHardware1764122600000 implements MigrationInterface {
  readonly name = 'SameHardware1764122600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table bmc add column hardware text generated always as (
        case
          when inventory ->> 'uuid' <> '' then 'uuid ' || lower(inventory ->> 'uuid')
          when inventory ->> 'serialNumber' <> '' then
            'serial ' || coalesce(inventory ->> 'manufacturer', '') || ' ' || (inventory ->> 'serialNumber') || ' '
            || coalesce(inventory ->> 'systemId', '')
        end) stored;
      create index bmc_hardware on bmc (hardware) where hardware is not null;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations of Drydock only go forward.');
  }
}
