import type { QuirkRule } from '@drydock/contracts';

/**
 * The deviations that are known of, by id. What a BMC says of itself (allowed values, settings objects, missing
 * properties) needs no rule; these are for those that say one thing and do another.
 */
export const builtInQuirks: Readonly<Record<string, QuirkRule>> = {
  'supermicro-always-send-enabled': {
    description: 'A boot device that is sent without BootSourceOverrideEnabled is ignored.',
    source: 'Ironic, redfish management: vendor Supermicro always gets BootSourceOverrideEnabled',
    match: { vendor: ['Supermicro*', 'Super Micro*'] },
    switches: { bootRequest: 'with-enabled' },
  },
  'supermicro-mode-after-device': {
    description: 'A new boot device resets the boot mode to legacy: the mode is sent again afterwards.',
    source: 'Ironic and sushy, redfish management: Supermicro falls back to legacy when the target changes',
    match: { vendor: ['Supermicro*', 'Super Micro*'] },
    switches: { bootModeAfterDevice: true },
  },
  'supermicro-shows-uefi-boot-next': {
    description: 'X13 turns Pxe into the next boot option of UEFI, and shows that.',
    source: 'captured Supermicro X13 BMC: Pxe becomes UefiBootNext',
    match: { vendor: ['Supermicro*', 'Super Micro*'] },
    switches: { bootTargetShownAs: ['UefiBootNext'] },
  },
  'supermicro-cd-is-usb-cd': {
    description: 'The virtual CD is a USB one on X11 and X12.',
    source: 'sushy and Ironic, redfish boot: Supermicro models with UsbCd for Cd',
    match: { vendor: ['Supermicro*', 'Super Micro*'] },
    unless: { model: ['ARS-111GL-NHR*'] },
    switches: { bootTarget: { device: 'cdrom', target: 'UsbCd' } },
  },
  'ami-whole-boot-request': {
    description: 'AMI MegaRAC drops a boot override that does not come with target, enabled and mode together.',
    source:
      'Ironic, redfish management: AMI and ASRockRack need a full boot request; bmclib PR #459; captured Gigabyte and Quanta',
    match: { vendor: ['AMI', 'AMI *', 'American Megatrends*', 'ASRock*', 'Giga*', 'Quanta*', 'QCT*'] },
    switches: { bootRequest: 'whole' },
  },
  'hpe-boot-mode-is-read-only': {
    description: 'iLO shows a boot mode and answers 400 to a change of it: the BIOS decides.',
    source: 'bmclib, DL160 Gen10; Ironic, redfish management on iLO 5',
    match: { vendor: ['HPE', 'HP', 'Hewlett*'] },
    switches: { bootModeWritable: false },
  },
  'lenovo-sr675-hangs-on-restart': {
    description: 'A forced restart can hang: power off, ten seconds, power on.',
    source: 'NVIDIA libredfish, Lenovo SR675 V3',
    match: { vendor: ['Lenovo*'], model: ['*SR675 V3*'] },
    switches: { withoutResetTypes: ['ForceRestart'], offSeconds: 10 },
  },
};
