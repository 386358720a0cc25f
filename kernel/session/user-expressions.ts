// The expressions of an execute_request, evaluated after its cell.
import { bundleOf } from "../display/bundle.ts";
import type { Evaluator } from "./evaluate/evaluator.ts";
import type { Boundary } from "./interrupt/boundary.ts";
import type { ErrorContent } from "./protocol.ts";

export interface UserExpressions {
  /** One after the other, then `done` with their bundles or errors. */
  evaluate(
    expressions: Readonly<Record<string, string>>,
    done: (results: Readonly<Record<string, unknown>>) => void,
  ): void;
}

export interface UserExpressionPorts {
  readonly boundary: Boundary;
  readonly evaluator: Evaluator;
  readonly contentOf: (error: unknown) => ErrorContent;
}

export function createUserExpressions({ boundary, evaluator, contentOf }: UserExpressionPorts): UserExpressions {
  return {
    evaluate(expressions, done) {
      const waiting = Object.entries(expressions);
      const results: Record<string, unknown> = {};
      const next = (): void => {
        const entry = waiting.shift();
        if (entry === undefined) {
          done(results);
          return;
        }
        const [name, body] = entry;
        const failed = (error: unknown): void => {
          results[name] = { status: "error", ...contentOf(error) };
          next();
        };
        const show = (data: object): void => {
          results[name] = { status: "ok", data, metadata: {} };
          next();
        };
        const shown = (value: readonly [unknown] | undefined): void => {
          try {
            const bundle = boundary(() => bundleOf(value?.[0]));
            if (bundle instanceof Promise) bundle.then(show, failed);
            else show(bundle);
          } catch (error) {
            failed(error);
          }
        };
        try {
          const label = `the user expression "${name}"`;
          boundary(() => evaluator.run({ label, text: body, body, firstLine: 1 })).then(shown, failed);
        } catch (error) {
          failed(error);
        }
      };
      next();
    },
  };
}
