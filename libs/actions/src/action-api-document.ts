import { actionNames, findAction, targets, type ActionService } from '@drydock/contracts';
import type { ApiDocumentOptions } from '@drydock/service';

type Document = Parameters<NonNullable<ApiDocumentOptions['complete']>>[0];

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const texts = { type: 'array', items: { type: 'string' } };
const probeAnswer = {
  type: 'object',
  required: ['facts', 'documents'],
  properties: {
    facts: { type: 'object', description: 'what the driver found' },
    documents: { type: 'array', items: { type: 'object' }, description: 'fragments of a design, without secrets' },
    bootMacCandidates: { ...texts, description: 'the most likely first; empty where the target cannot say' },
    remarks: { ...texts, description: 'what is left to do with the documents' },
  },
};

/** Adds to the OpenAPI document what the catalogue knows: for each action its target and its parameters, and what is answered. */
export const withActions =
  (service: ActionService) =>
  (document: Document): Document => {
    const schemas = document.components?.schemas ?? {};
    const parametersOf = (action: string): string => findAction(service, action)?.parameters.name ?? '';
    for (const action of actionNames(service)) {
      const parameters = parametersOf(action);
      schemas[parameters] ??= { type: 'object', additionalProperties: false };
      schemas[`${action}Request`] = {
        allOf: [reference('ActionRequest')],
        properties: {
          action: { type: 'string', enum: [action] },
          target: reference(targets[service].name),
          parameters: reference(parameters),
        },
        required: ['action', 'target'],
      };
    }
    const record = { 'application/json': { schema: reference('ActionRecord') } };
    const ask = document.paths['/api/v1/actions']?.post;
    if (ask) {
      const oneOf = actionNames(service).map((action) => reference(`${action}Request`));
      ask.requestBody = { required: true, content: { 'application/json': { schema: { oneOf } } } };
      ask.responses = {
        200: { description: 'The action that this id asked for before', content: record },
        202: { description: 'Accepted', content: record },
        400: { description: 'Every wrong field, in errors[]' },
        409: { description: 'The id was used before, for something else' },
        413: { description: 'The body is too large' },
      };
    }
    const confirm = document.paths['/api/v1/actions/{id}/confirm']?.post;
    if (confirm) {
      confirm.requestBody = { content: { 'application/json': { schema: reference('ConfirmationNote') } } };
      confirm.responses = {
        202: { description: 'Noted; the action ends', content: record },
        404: { description: 'No such action' },
        409: { description: 'It waits for nobody, or was confirmed by somebody else' },
      };
    }
    const show = document.paths['/api/v1/actions/{id}']?.get;
    if (show)
      show.responses = {
        200: { description: 'All that is known of the action', content: record },
        404: { description: 'No such action' },
      };
    const probe = document.paths['/api/v1/probe']?.post;
    if (probe) {
      const target = { type: 'object', required: ['target'], properties: { target: reference(targets[service].name) } };
      probe.requestBody = { required: true, content: { 'application/json': { schema: target } } };
      probe.responses = {
        200: { description: 'What is there', content: { 'application/json': { schema: probeAnswer } } },
        400: { description: 'Every wrong field, in errors[]' },
        502: { description: 'It cannot be probed: the kind of the failure in title, the rest in detail' },
      };
    }
    return { ...document, components: { ...document.components, schemas } };
  };
