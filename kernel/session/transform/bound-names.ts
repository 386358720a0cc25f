// The names that a pattern binds.
import type { Pattern } from "@swc/core";

export function boundNames(pattern: Pattern | undefined | null): readonly string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.value];
    case "ArrayPattern":
      return pattern.elements.flatMap(boundNames);
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => {
        if (property.type === "AssignmentPatternProperty") return [property.key.value]; // { a } and { a = 1 }
        return boundNames(property.type === "RestElement" ? property.argument : property.value);
      });
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "RestElement":
      return boundNames(pattern.argument);
    default:
      return []; // a hole in an array pattern
  }
}
