import { brandIssues, normaliseDomain } from "../domain/campaign/brand";
import type { Brand } from "../domain/campaign/campaign";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { insertBrand } from "../repositories/brands";

/** A brand to plan for; its domain is what sellers know it by, unique in the organisation (DUPLICATE at the field). */
export function createBrand(
  ports: Ports,
  actor: Actor,
  input: { readonly name: string; readonly domain: string },
): Promise<Brand> {
  const brand = { id: ports.newId(), name: input.name.trim(), domain: normaliseDomain(input.domain) };
  const issues = brandIssues(brand);
  if (issues.length > 0) throw new DomainError("INVALID_INPUT", "The brand is not complete", issues);
  return ports.inTransaction(async (tx) => {
    await insertBrand(tx, actor.organisationId, brand, ports.clock());
    return brand;
  });
}
