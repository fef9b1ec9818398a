type Variables = Readonly<Record<string, string | undefined>>;

/** What the lab is told by its environment. */
export interface LabConfig {
  readonly host: string;
  /** Of its REST API, of every BMC and of every switch. */
  readonly port: number;
  readonly bootstrapperUrl: string;
  /** Multiplies every delay: 0.1 is ten times as fast. */
  readonly pace: number;
  /** When set, REST requests must show it. */
  readonly token: string | null;
  readonly provisioningVlan: number;
  /** Nodes whose BMC speaks IPMI instead of Redfish: each costs a process. */
  readonly ipmiNodes: readonly string[];
  /** Where the state of the racks is kept; null when it is not. */
  readonly stateFile: string | null;
  readonly isQuiet: boolean;
  readonly exitWithParent: boolean;
}

/** The environment is wrong; the message names every variable that is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** More processes of ipmi_sim than one machine should have beside the lab. */
const mostIpmiNodes = 8;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** Reads the environment once. An unreadable or unknown `DRYDOCK_…` variable stops the start with its name. */
export function readConfig(variables: Variables = process.env): LabConfig {
  const known = new Set<string>();
  const complaints: string[] = [];
  const text = (name: string): string | null => {
    known.add(name);
    return variables[name] || null;
  };
  const number = (name: string, { from, to, fallback }: { from: number; to: number; fallback: number }): number => {
    const value = text(name);
    const read = value === null ? fallback : Number(value);
    if (read >= from && read <= to) return read;
    complaints.push(`${name} must be a number from ${from} to ${to}, not "${value}"`);
    return fallback;
  };
  const oneOf = (name: string, choices: readonly string[], fallback: string): string => {
    const value = text(name) ?? fallback;
    if (!choices.includes(value)) complaints.push(`${name} must be one of ${choices.join(', ')}, not "${value}"`);
    return value;
  };
  const url = (name: string, fallback: string): string => {
    const value = text(name) ?? fallback;
    if (!/^https?:$/.test(URL.parse(value)?.protocol ?? '')) complaints.push(`${name} must be a URL, not "${value}"`);
    return value.replace(/\/+$/, '');
  };
  const names = (name: string, most: number): readonly string[] => {
    const value = (text(name) ?? '').split(',').map((one) => one.trim());
    const read = [...new Set(value.filter((one) => one !== ''))];
    if (read.length > most) complaints.push(`${name} must be ${most} names at most, not ${read.length}`);
    return read;
  };
  const config: LabConfig = {
    host: text('DRYDOCK_HTTP_HOST') ?? '127.0.0.1',
    port: number('DRYDOCK_HTTP_PORT', { from: 0, to: 65_535, fallback: 9090 }),
    bootstrapperUrl: url('DRYDOCK_BOOTSTRAPPER_URL', 'http://127.0.0.1:9080'),
    pace: number('DRYDOCK_LAB_PACE', { from: 0, to: 1000, fallback: 1 }),
    token: text('DRYDOCK_LAB_TOKEN'),
    provisioningVlan: number('DRYDOCK_LAB_PROVISIONING_VLAN', { from: 1, to: 4094, fallback: 100 }),
    ipmiNodes: names('DRYDOCK_LAB_IPMI_NODES', mostIpmiNodes),
    stateFile: text('DRYDOCK_LAB_STATE'),
    isQuiet: ['warn', 'error', 'silent'].includes(oneOf('DRYDOCK_LOG_LEVEL', logLevels, 'info')),
    exitWithParent: ['1', 'true'].includes(oneOf('DRYDOCK_EXIT_WITH_PARENT', ['0', '1', 'false', 'true'], '0')),
  };
  const unknown = Object.keys(variables).filter((name) => name.startsWith('DRYDOCK_') && !known.has(name));
  complaints.push(...unknown.map((name) => `${name} is not a variable of the lab`));
  if (complaints.length > 0) throw new ConfigError(`The environment is not right: ${complaints.join('; ')}.`);
  return config;
}
