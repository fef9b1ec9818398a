/** An option of every driver whose BMC can be called too often, in JSON Schema. The oob service sees to it, not the driver. */
export const spacingSeconds = {
  type: 'number',
  minimum: 0,
  maximum: 600,
  default: 0,
  description: 'rest between the end of one operation at the BMC and the beginning of the next',
} as const;
