import type { FieldIssue } from "../errors";

/** "https://www.Example.com/shop" → "www.example.com": what people paste for a domain. */
export function normaliseDomain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/?#].*$/, "")
    .replace(/\.$/, "");
}

const domainPattern = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** `domain` already normalised. AdCP identifies a brand by its domain (requirements §1.2). */
export function brandIssues(brand: { readonly name: string; readonly domain: string }): FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (brand.name.trim() === "") issues.push({ path: "name", message: "Give the brand a name" });
  if (!domainPattern.test(brand.domain)) {
    issues.push({ path: "domain", message: "Enter a domain such as example.com" });
  }
  return issues;
}
