import { deployNodes } from './deploy-nodes.workflow.js';
import { destroyNodes } from './destroy-nodes.workflow.js';
import { prepareNodes } from './prepare-nodes.workflow.js';
import { prepareSite } from './prepare-site.workflow.js';
import { verifyNodes, verifySite } from './verify.workflows.js';
import type { TaskKind, Workflow } from './workflow.js';

/** Only the check that every task starts with. */
const validateDesign: Workflow = { kind: 'validate_design', holds: false, site: [], nodes: [] };

const workflows: Partial<Record<TaskKind, Workflow>> = {
  validate_design: validateDesign,
  verify_site: verifySite,
  verify_nodes: verifyNodes,
  prepare_site: prepareSite,
  prepare_nodes: prepareNodes,
  deploy_nodes: deployNodes,
  destroy_nodes: destroyNodes,
};

/** The kinds of tasks that hold their nodes. */
export const holdingKinds = Object.values(workflows).flatMap(({ kind, holds }) => (holds ? [kind] : []));

/** The workflow of a kind of task; undefined for the kinds that are not there yet. */
export const workflowOf = (kind: TaskKind): Workflow | undefined => workflows[kind];
