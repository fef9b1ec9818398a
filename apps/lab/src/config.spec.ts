import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

describe('the configuration of the lab', () => {
  it('needs nothing', () => {
    expect(readConfig({ PATH: '/bin' })).toEqual({
      host: '127.0.0.1',
      port: 9090,
      bootstrapperUrl: 'http://127.0.0.1:9080',
      pace: 1,
      token: null,
      provisioningVlan: 100,
      ipmiNodes: [],
      stateFile: null,
      isQuiet: false,
      exitWithParent: false,
    });
  });

  it('is read from the environment', () => {
    const config = readConfig({
      DRYDOCK_HTTP_HOST: '127.0.0.2',
      DRYDOCK_HTTP_PORT: '19090',
      DRYDOCK_BOOTSTRAPPER_URL: 'http://127.0.0.1:19080/',
      DRYDOCK_LAB_PACE: '0.1',
      DRYDOCK_LAB_TOKEN: 'secret',
      DRYDOCK_LAB_PROVISIONING_VLAN: '7',
      DRYDOCK_LAB_IPMI_NODES: 'rack01-node01, rack02-node04,rack01-node01',
      DRYDOCK_LAB_STATE: '/tmp/lab.json',
      DRYDOCK_LOG_LEVEL: 'warn',
      DRYDOCK_EXIT_WITH_PARENT: '1',
    });
    expect(config).toEqual({
      host: '127.0.0.2',
      port: 19090,
      bootstrapperUrl: 'http://127.0.0.1:19080',
      pace: 0.1,
      token: 'secret',
      provisioningVlan: 7,
      ipmiNodes: ['rack01-node01', 'rack02-node04'],
      stateFile: '/tmp/lab.json',
      isQuiet: true,
      exitWithParent: true,
    });
  });

  it('stops the start with the name of every variable that is wrong or unknown', () => {
    const wrong = { DRYDOCK_HTTP_PORT: 'many', DRYDOCK_BOOTSTRAPPER_URL: 'here', DRYDOCK_LAB_PACEE: '1' };
    const many = 'abcdefghi'.split('').join(',');
    expect(() => readConfig({ DRYDOCK_LAB_IPMI_NODES: many })).toThrow(
      'DRYDOCK_LAB_IPMI_NODES must be 8 names at most, not 9',
    );
    expect(() => readConfig(wrong)).toThrow(
      'The environment is not right: DRYDOCK_HTTP_PORT must be a number from 0 to 65535, not "many"; ' +
        'DRYDOCK_BOOTSTRAPPER_URL must be a URL, not "here"; DRYDOCK_LAB_PACEE is not a variable of the lab.',
    );
  });
});
