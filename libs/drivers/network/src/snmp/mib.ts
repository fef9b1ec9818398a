import { ObjectType } from 'net-snmp';

const qBridge = '1.3.6.1.2.1.17.7.1';
const lldp = '1.0.8802.1.1.2.1';

/** The objects this driver reads and writes: SNMPv2-MIB, IF-MIB, BRIDGE-MIB, Q-BRIDGE-MIB (RFC 4363), LLDP-MIB. */
export const objects = {
  sysDescr: '1.3.6.1.2.1.1.1',
  sysName: '1.3.6.1.2.1.1.5',
  ifDescr: '1.3.6.1.2.1.2.2.1.2',
  ifMtu: '1.3.6.1.2.1.2.2.1.4',
  ifSpeed: '1.3.6.1.2.1.2.2.1.5',
  ifAdminStatus: '1.3.6.1.2.1.2.2.1.7',
  ifOperStatus: '1.3.6.1.2.1.2.2.1.8',
  ifName: '1.3.6.1.2.1.31.1.1.1.1',
  ifHighSpeed: '1.3.6.1.2.1.31.1.1.1.15',
  ifAlias: '1.3.6.1.2.1.31.1.1.1.18',
  dot1dBasePortIfIndex: '1.3.6.1.2.1.17.1.4.1.2',
  dot1qTpFdbPort: `${qBridge}.2.2.1.2`,
  dot1qVlanCurrentEgressPorts: `${qBridge}.4.2.1.4`,
  dot1qVlanCurrentUntaggedPorts: `${qBridge}.4.2.1.5`,
  dot1qVlanStaticEgressPorts: `${qBridge}.4.3.1.2`,
  dot1qVlanStaticUntaggedPorts: `${qBridge}.4.3.1.4`,
  dot1qVlanStaticRowStatus: `${qBridge}.4.3.1.5`,
  dot1qPvid: `${qBridge}.4.5.1.1`,
  lldpLocPortId: `${lldp}.3.7.1.3`,
  lldpLocPortDesc: `${lldp}.3.7.1.4`,
  lldpRemChassisIdSubtype: `${lldp}.4.1.1.4`,
  lldpRemChassisId: `${lldp}.4.1.1.5`,
  lldpRemPortIdSubtype: `${lldp}.4.1.1.6`,
  lldpRemPortId: `${lldp}.4.1.1.7`,
  lldpRemPortDesc: `${lldp}.4.1.1.8`,
  lldpRemSysName: `${lldp}.4.1.1.9`,
} as const;
export type ObjectName = keyof typeof objects;

/** The types of the objects that are written. */
export const writtenTypes = {
  ifAdminStatus: ObjectType.Integer,
  ifAlias: ObjectType.OctetString,
  dot1qVlanStaticEgressPorts: ObjectType.OctetString,
  dot1qVlanStaticUntaggedPorts: ObjectType.OctetString,
  dot1qVlanStaticRowStatus: ObjectType.Integer,
  dot1qPvid: ObjectType.Gauge32,
} as const satisfies Partial<Record<ObjectName, ObjectType>>;

/** RowStatus of SNMPv2-TC. */
export const rowStatus = { active: 1, createAndGo: 4, destroy: 6 } as const;

/** ifAdminStatus and ifOperStatus. */
export const status = { up: 1, down: 2 } as const;
