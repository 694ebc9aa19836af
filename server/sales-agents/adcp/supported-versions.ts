/** The versions that a VERSION_UNSUPPORTED names (`details.supported_versions`, AdCP 3.1). */
export function supportedVersions(details: Readonly<Record<string, unknown>> | null): readonly string[] {
  const named = details?.supported_versions;
  return Array.isArray(named) ? named.map((one) => String(one).slice(0, 32)).slice(0, 20) : [];
}
