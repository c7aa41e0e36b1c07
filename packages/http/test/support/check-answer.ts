import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** An answer of the API, as the checks and the tests look at it. */
export interface CheckedAnswer {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  readonly text: string;
  /** The parsed body of the request, when it had one. */
  readonly sent?: unknown;
}

interface Response {
  readonly headers?: { readonly [name: string]: { readonly required: boolean } };
  readonly content?: {
    readonly [mediaType: string]: { readonly examples?: { readonly [code: string]: unknown } };
  };
}

interface Operation {
  readonly responses: { readonly [status: string]: Response };
  readonly requestBody?: unknown;
}

export interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
}

/**
 * Holds answers against an OpenAPI document: the status, the media type, required headers and the schema of the body
 * must be declared for the route, and so must the code of a problem. What was taken must fit the schema of the request.
 *
 * @returns throws for an answer that the document does not have
 */
export const answerChecker = (document: Document): ((answer: CheckedAnswer) => void) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi');
  const patterns = Object.keys(document.paths).map((path) => ({
    path,
    // A path without parameters is the better match than one with them.
    parameters: path.split('{').length,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  patterns.sort((a, b) => a.parameters - b.parameters);

  const assertSchema = (keys: readonly string[], value: unknown, what: string) => {
    const pointer = keys.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
    const validate = ajv.getSchema(`openapi#/${encodeURI(pointer)}`);
    if (validate === undefined) throw new Error(`${what}: no schema at ${pointer}`);
    if (!validate(value))
      throw new Error(`${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value, null, 1)}`);
  };

  return ({ method, url, status, headers, text, sent }) => {
    const [path = ''] = url.split('?', 1);
    const what = `${method} ${url} → ${status}`;
    const route = patterns.find(({ pattern }) => pattern.test(path));
    const operation = route && document.paths[route.path]?.[method.toLowerCase()];
    if (route === undefined || operation === undefined) {
      assertSchema(['components', 'schemas', 'Problem'], JSON.parse(text), what);
      if (route === undefined ? status !== 404 && status !== 400 : status !== 405)
        throw new Error(`${what}: undocumented`);
      return;
    }
    const response = operation.responses[status];
    if (response === undefined) throw new Error(`${what} is not documented: ${text}`);
    for (const [name, { required }] of Object.entries(response.headers ?? {})) {
      if (required && headers[name.toLowerCase()] === undefined) throw new Error(`${what} has no ${name}`);
    }
    if (response.content === undefined) {
      if (text !== '') throw new Error(`${what} has a body that is not documented`);
      return;
    }
    const type = String(headers['content-type']).split(';', 1)[0];
    const mediaType = Object.keys(response.content).find(
      (documented) => documented.split(';', 1)[0] === type,
    );
    if (mediaType === undefined) throw new Error(`${what} has the undocumented media type ${type}`);
    // A file is a text or bytes: its schema is that of a string.
    if (mediaType.startsWith('text/') || mediaType.endsWith('parquet') || mediaType.endsWith('xml')) return;
    const body: unknown = JSON.parse(text);
    const at = ['paths', route.path, method.toLowerCase()];
    assertSchema([...at, 'responses', String(status), 'content', mediaType, 'schema'], body, what);
    const { examples } = response.content[mediaType] ?? {};
    const code = typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';
    if (examples !== undefined && !(code in examples)) throw new Error(`${what}: ${code} is not documented`);
    if (status < 300 && sent !== undefined && operation.requestBody !== undefined) {
      assertSchema(
        [...at, 'requestBody', 'content', 'application/json', 'schema'],
        sent,
        `${what}, the request`,
      );
    }
  };
};
