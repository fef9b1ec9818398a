import type { Credential } from '../bmc/sessions.js';
import { fruBytes, type FruFacts } from './fru.js';

/** A BMC as ipmi_sim is told of it. */
export interface IpmiBmcDescription extends FruFacts {
  readonly host: string;
  /** UDP. */
  readonly port: number;
  readonly credential: Credential;
  /** A UUID. */
  readonly systemUuid: string;
}

/** Users, address, and the program that is run for everything about the chassis: ipmi_lan(5). */
export function lanConfiguration({ host, port, credential, systemUuid }: IpmiBmcDescription, program: string): string {
  const authorizations = ['callback', 'user', 'operator', 'admin'].map(
    (level) => `  allowed_auths_${level} none md2 md5 straight`,
  );
  const lan = [`  addr ${host} ${port}`, '  priv_limit admin', ...authorizations, `  guid ${guidOf(systemUuid)}`];
  return [
    'name "bmc"',
    'set_working_mc 0x20',
    ...['startlan 1', ...lan, 'endlan'],
    `chassis_control "${program}"`,
    'user 1 true "" "" user 10 none md2 md5 straight',
    `user 2 true "${credential.username}" "${credential.password}" admin 10 none md2 md5 straight`,
    '',
  ].join('\n');
}

/** The management controller with a FRU and one temperature, read from the files `fru` and `temperature`: ipmi_sim_cmd(5). */
export function emulation({ systemUuid }: IpmiBmcDescription, folder: string): string {
  const states = '000111111000000';
  return [
    'mc_setbmc 0x20',
    'mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0x0f02',
    `mc_set_guid 0x20 ${guidOf(systemUuid)}`,
    `mc_add_fru_data 0x20 0 ${fruBytes} file 0 "${folder}/fru"`,
    `sensor_add 0x20 0 1 0x01 0x01 poll 500 file "${folder}/temperature"`,
    'sensor_set_threshold 0x20 0 1 settable 111000 0x60 0x5a 0x50 0 0 0',
    `sensor_set_event_support 0x20 0 1 enable scanning per-state ${states} ${states} ${states} ${states}`,
    `main_sdr_add 0x20 ${temperature('CPU Temp')
      .map((byte) => `0x${byte.toString(16)}`)
      .join(' ')}`,
    'mc_enable 0x20',
    '',
  ].join('\n');
}

const guidOf = (uuid: string): string => uuid.replaceAll('-', '');

/** A full sensor record (IPMI 2.0, table 43-1) of a temperature whose readings are its degrees. */
function temperature(name: string): number[] {
  const record = [
    ...[0x20, 0, 1, 7, 1, 0x7f, 0x48, 0x01, 0x01, 0x80, 0x0a, 0x80, 0x7a, 0x38, 0x38, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    ...[0x20, 0x30, 0x10, 0xff, 0, 0x60, 0x5a, 0x50, 0, 0, 0, 1, 1, 0, 0, 0, 0xc0 | name.length, ...Buffer.from(name)],
  ];
  return [0, 0, 0x51, 1, record.length, ...record];
}
