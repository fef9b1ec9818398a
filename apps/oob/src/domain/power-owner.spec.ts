import { describe, expect, it } from 'vitest';
import { judgePowerOwner } from './power-owner.js';

const request = (more: object = {}, target: object = {}) => ({
  action: 'PowerOffNode',
  node: 'n1',
  target: { type: 'redfish', address: 'https://bmc', ...target },
  ...more,
});

describe('the owner of the power', () => {
  it('is Drydock when nobody ever said otherwise', () => {
    expect(judgePowerOwner(request(), {})).toEqual({});
  });

  it('is remembered from the request that named it', () => {
    expect(judgePowerOwner(request({ action: 'InterrogateOob' }, { powerOwner: 'bootstrapper' }), {})).toEqual({
      facts: { powerOwner: 'bootstrapper' },
    });
  });

  it('has later requests refused that leave it out', () => {
    expect(judgePowerOwner(request(), { powerOwner: 'bootstrapper' }).refusal).toMatchObject({ kind: 'rejected' });
  });

  it('does not stop anybody from looking', () => {
    expect(
      judgePowerOwner(request({ action: 'InterrogateOob' }), { powerOwner: 'bootstrapper' }).refusal,
    ).toBeUndefined();
  });

  it('can be overridden by a request that says so, and changes when a request names another', () => {
    expect(
      judgePowerOwner(request({ overridePowerOwner: true }), { powerOwner: 'bootstrapper' }).refusal,
    ).toBeUndefined();
    expect(judgePowerOwner(request({}, { powerOwner: 'drydock' }), { powerOwner: 'bootstrapper' })).toEqual({
      facts: { powerOwner: 'drydock' },
    });
  });
});
