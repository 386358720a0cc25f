// The part of sanitize-html that the tests use; the package brings no types.
declare module "sanitize-html" {
  export interface Options {
    readonly allowedTags: readonly string[];
    readonly allowedAttributes: Readonly<Record<string, readonly string[]>>;
    readonly allowedStyles: Readonly<Record<string, Readonly<Record<string, readonly RegExp[]>>>>;
    readonly transformTags: Readonly<
      Record<
        string,
        (name: string, attributes: Record<string, string>) => { tagName: string; attribs: Record<string, string> }
      >
    >;
    readonly allowedSchemesAppliedToAttributes: readonly string[];
  }
  export default function sanitize(html: string, options: Options): string;
}
