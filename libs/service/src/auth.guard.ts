import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from './problem.js';
import { roles, Tokens, type Caller, type Role } from './tokens.js';

const publicRoute = 'drydock:public';
const neededRole = 'drydock:role';

/** Answers without a token. Only for routes that show nothing of the site. */
export const Public = () => SetMetadata(publicRoute, true);

/** The least role that may call the route. Left out: viewer to read, operator to change. */
export const Needs = (role: Role) => SetMetadata(neededRole, role);

export interface AuthenticatedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  caller?: Caller;
}

/** The token of a request: `Authorization: Bearer`, or `X-Auth-Token` as Drydock's clients send it. */
export function tokenOf({ headers }: Pick<AuthenticatedRequest, 'headers'>): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(String(headers['authorization'] ?? ''))?.[1];
  const alias = headers['x-auth-token'];
  return bearer ?? (typeof alias === 'string' ? alias : null);
}

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: Tokens,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicRoute, places)) return true;

    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const token = tokenOf(request);
    const caller = token === null ? null : await this.tokens.verify(token);
    if (!caller) {
      throw new Problem(
        401,
        'A token is needed',
        'Send a valid token as "Authorization: Bearer …"; it was printed at the first start.',
      );
    }
    const needed = this.reflector.getAllAndOverride<Role | undefined>(neededRole, places) ?? roleFor(request.method);
    if (roles.indexOf(caller.role) < roles.indexOf(needed)) {
      throw new Problem(403, 'Not allowed', `This needs the role ${needed}; the token's is ${caller.role}.`);
    }
    request.caller = caller;
    return true;
  }
}

const roleFor = (method: string): Role => (method === 'GET' || method === 'HEAD' ? 'viewer' : 'operator');
