/** What a row recorded, pretty-printed on demand; text only, whatever a seller put into it. */
export function RecordedValues({ before, after }: { readonly before: string | null; readonly after: string | null }) {
  if (before === null && after === null) return <span className="dim">–</span>;
  return (
    <details>
      <summary className="sm">Show</summary>
      {before !== null && <Values title="Before" json={before} />}
      {after !== null && <Values title="After" json={after} />}
    </details>
  );
}

function Values({ title, json }: { readonly title: string; readonly json: string }) {
  return (
    <>
      <p className="sm b">{title}</p>
      <pre className="sm" style={{ margin: "2px 0 8px", whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {JSON.stringify(JSON.parse(json), null, 2)}
      </pre>
    </>
  );
}
