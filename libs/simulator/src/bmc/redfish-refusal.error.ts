import type { JsonObject } from './json.js';

/** A message of the Base registry (DSP8011), with its arguments filled in. */
interface Message {
  readonly id: string;
  readonly text: string;
  readonly resolution: string;
  readonly severity?: 'OK' | 'Warning' | 'Critical';
  readonly args?: readonly string[];
  /** The property that it is about, as a JSON pointer. */
  readonly property?: string;
}

const registry = 'Base.1.18';

/** An answer that is no: it becomes a Redfish error body. */
export class RedfishRefusal extends Error {
  override readonly name = 'RedfishRefusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #messages: readonly Message[];

  constructor(status: number, messages: readonly Message[], headers: Readonly<Record<string, string>> = {}) {
    super(messages.map(({ text }) => text).join(' '));
    this.status = status;
    this.headers = headers;
    this.#messages = messages;
  }

  get body(): JsonObject {
    const [only, ...others] = this.#messages;
    const general = {
      id: 'GeneralError',
      text: 'A general error has occurred. See ExtendedInfo for more information.',
    };
    const { id, text } = only !== undefined && others.length === 0 ? only : general;
    return {
      error: {
        code: `${registry}.${id}`,
        message: text,
        '@Message.ExtendedInfo': this.#messages.map((message) => ({
          '@odata.type': '#Message.v1_1_2.Message',
          MessageId: `${registry}.${message.id}`,
          Message: message.text,
          MessageArgs: [...(message.args ?? [])],
          Severity: message.severity ?? 'Warning',
          Resolution: message.resolution,
          ...(message.property !== undefined && { RelatedProperties: [message.property] }),
        })),
      },
    };
  }
}

export const critical = 'Critical' as const;

export const notFound = (path: string) =>
  new RedfishRefusal(404, [
    {
      id: 'ResourceMissingAtURI',
      text: `The resource at the URI '${path}' was not found.`,
      args: [path],
      severity: critical,
      resolution: 'Place a valid resource at the URI or correct the URI and resubmit the request.',
    },
  ]);

export const methodNotAllowed = (method: string, allow: string) =>
  new RedfishRefusal(
    405,
    [
      {
        id: 'OperationNotAllowed',
        text: `The HTTP method ${method} is not allowed on this resource.`,
        severity: critical,
        resolution: `None: this resource takes ${allow}.`,
      },
    ],
    { allow },
  );

export const unauthorized = () =>
  new RedfishRefusal(
    401,
    [
      {
        id: 'NoValidSession',
        text: 'There is no valid session established with the implementation.',
        severity: critical,
        resolution: 'Establish a session before attempting any operations.',
      },
    ],
    // Browsers and libraries know from it that Basic would do.
    { 'www-authenticate': 'Basic realm="Redfish"' },
  );

export const preconditionFailed = () =>
  new RedfishRefusal(412, [
    {
      id: 'PreconditionFailed',
      text: 'The ETag supplied did not match the ETag required to change this resource.',
      severity: critical,
      resolution: 'Try the operation again using the appropriate ETag.',
    },
  ]);

/** DSP0266 has the status, and the Base registry no message of its own for it. */
export const preconditionRequired = () =>
  new RedfishRefusal(428, [
    {
      id: 'PreconditionRequired',
      text: 'The request must carry the ETag of the resource in If-Match.',
      severity: critical,
      resolution: 'Read the resource and resubmit the request with its ETag in If-Match.',
    },
  ]);

export const malformedJson = () =>
  new RedfishRefusal(400, [
    {
      id: 'MalformedJSON',
      text: 'The request body submitted was malformed JSON and could not be parsed by the receiving service.',
      severity: critical,
      resolution: 'Ensure that the request body is valid JSON and resubmit the request.',
    },
  ]);

export const unsupportedMediaType = () =>
  new RedfishRefusal(415, [
    {
      id: 'HeaderInvalid',
      text: 'The Content-Type header is invalid: the body must be application/json.',
      resolution: 'Send application/json and resubmit the request.',
    },
  ]);

export const bodyTooLarge = () =>
  new RedfishRefusal(413, [
    {
      id: 'PayloadTooLarge',
      text: 'The supplied payload exceeds the size limits of the service.',
      severity: critical,
      resolution: 'Check that the request body is within the size limits and resubmit the request.',
    },
  ]);

export const queryNotSupported = (parameter: string) =>
  new RedfishRefusal(501, [
    {
      id: 'QueryNotSupported',
      text: 'Querying is not supported by the implementation.',
      args: [parameter],
      resolution: 'Remove the query parameters and resubmit the request if the operation failed.',
    },
  ]);

export const sessionLimit = () =>
  new RedfishRefusal(503, [
    {
      id: 'SessionLimitExceeded',
      text: 'The session establishment failed due to the number of simultaneous sessions exceeding the limit of the implementation.',
      severity: critical,
      resolution: 'Reduce the number of other sessions before trying to establish the session.',
    },
  ]);

export const propertyMessages = {
  unknown: (property: string): Message => ({
    id: 'PropertyUnknown',
    text: `The property ${property} is not in the list of valid properties for the resource.`,
    args: [property],
    property: `#/${property}`,
    resolution: 'Remove the unknown property from the request body and resubmit the request if the operation failed.',
  }),
  notWritable: (property: string): Message => ({
    id: 'PropertyNotWritable',
    text: `The property ${property} is a read-only property and cannot be assigned a value.`,
    args: [property],
    property: `#/${property}`,
    resolution: 'Remove the property from the request body and resubmit the request if the operation failed.',
  }),
  notInList: (property: string, value: unknown): Message => ({
    id: 'PropertyValueNotInList',
    text: `The value '${String(value)}' for the property ${property} is not in the list of acceptable values.`,
    args: [String(value), property],
    property: `#/${property}`,
    resolution:
      'Choose a value from the enumeration list that the implementation can support and resubmit the request.',
  }),
  wrongType: (property: string, value: unknown): Message => ({
    id: 'PropertyValueTypeError',
    text: `The value '${JSON.stringify(value)}' for the property ${property} is not a type that the property can accept.`,
    args: [JSON.stringify(value), property],
    property: `#/${property}`,
    resolution:
      'Correct the value for the property in the request body and resubmit the request if the operation failed.',
  }),
  missing: (property: string): Message => ({
    id: 'PropertyMissing',
    text: `The property ${property} is a required property and must be included in the request.`,
    args: [property],
    property: `#/${property}`,
    resolution: 'Ensure that the property is in the request body and has a valid value and resubmit the request.',
  }),
  futureState: (property: string): Message => ({
    id: 'OperationSupportedInFutureStateURI',
    text: `The property ${property} is changed at the settings object of the resource.`,
    args: [property],
    property: `#/${property}`,
    resolution: 'Resubmit the request to the settings object.',
  }),
  actionParameterMissing: (action: string, parameter: string): Message => ({
    id: 'ActionParameterMissing',
    text: `The action ${action} requires the parameter ${parameter} to be present in the request body.`,
    args: [action, parameter],
    severity: critical,
    resolution: 'Supply the action with the required parameter in the request body when the request is resubmitted.',
  }),
  actionParameterNotInList: (action: string, parameter: string, value: unknown): Message => ({
    id: 'ActionParameterValueNotInList',
    text: `The value '${String(value)}' for the parameter ${parameter} in the action ${action} is not in the list of acceptable values.`,
    args: [String(value), parameter, action],
    resolution: 'Choose a value from the list that the implementation can support and resubmit the request.',
  }),
};

/** The body of a request has what it must not have, or lacks what it must. */
export const badRequest = (messages: readonly Message[]) => new RedfishRefusal(400, messages);

export type { Message };
