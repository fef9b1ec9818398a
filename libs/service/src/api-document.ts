import { contractSchemas, withNulls } from '@drydock/contracts';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { tokenOf, type AuthenticatedRequest } from './auth.guard.js';
import { Tokens } from './tokens.js';

export interface ApiDocumentOptions {
  readonly title: string;
  readonly version: string;
  /** Adds what the routes' own types cannot say. */
  readonly complete?: (document: OpenAPIObject) => OpenAPIObject;
}

/** As much of Express as the door before the documents needs. */
interface Response {
  status(code: number): Response;
  set(name: string, value: string): Response;
  send(body: string): void;
}

/** Serves the OpenAPI 3.1 document and a page that shows it, behind the token (a browser asks for it as the password). */
export function serveApiDocument(app: NestExpressApplication, { title, version, complete }: ApiDocumentOptions): void {
  const config = new DocumentBuilder()
    .setTitle(title)
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .build();
  const build = (): OpenAPIObject => {
    const document = SwaggerModule.createDocument(app, config);
    const contracts = Object.fromEntries(
      Object.entries(contractSchemas()).map(([name, schema]) => [name, withNulls(schema)]),
    );
    document.components = {
      ...document.components,
      schemas: { ...document.components?.schemas, ...contracts },
    };
    return complete ? complete(document) : document;
  };
  app.use(['/api/docs', '/api/openapi.json'], doorOf(app.get(Tokens)));
  SwaggerModule.setup('api/docs', app, build, { jsonDocumentUrl: 'api/openapi.json' });
}

const doorOf = (tokens: Tokens) => async (request: AuthenticatedRequest, response: Response, next: () => void) => {
  const token = tokenOf(request) ?? passwordOf(request);
  if (token !== null && (await tokens.verify(token))) {
    next();
    return;
  }
  response
    .status(401)
    .set('WWW-Authenticate', 'Basic realm="Drydock: any user name, a token as the password"')
    .set('Content-Type', 'application/problem+json')
    .send(
      JSON.stringify({ type: 'about:blank', title: 'A token is needed', status: 401, detail: 'Send a valid token.' }),
    );
};

function passwordOf({ headers }: AuthenticatedRequest): string | null {
  const encoded = /^Basic\s+(\S+)$/i.exec(String(headers['authorization'] ?? ''))?.[1];
  if (encoded === undefined) return null;
  const decoded = Buffer.from(encoded, 'base64').toString();
  return decoded.slice(decoded.indexOf(':') + 1);
}
