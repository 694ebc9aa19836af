import { Tag } from "@/app/_ui/tag";
import type { ComparedFieldView, ComparisonView } from "@/server/api/views/resolve-view";
import styles from "./attention.module.css";
import { FieldValue } from "./field-value";
import { fieldName } from "./missed-fields";

type TableProps = {
  readonly comparison: ComparisonView;
  /** The fields of which ours is chosen. */
  readonly mine: ReadonlySet<string>;
  readonly onMine: (field: string, chosen: boolean) => void;
};

/** was · mine · theirs, with a choice per field. */
export function CompareTable({ comparison, mine, onMine }: TableProps) {
  return (
    <table className={styles.compare}>
      <caption className="visually-hidden">Was, yours and the seller’s, field by field</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Was</th>
          <th scope="col">Yours</th>
          <th scope="col">The seller’s now</th>
        </tr>
      </thead>
      <tbody>
        {comparison.fields.map((field) => (
          <CompareRow
            key={field.field}
            field={field}
            currency={comparison.currency}
            zone={comparison.timeZone}
            isMine={mine.has(field.field)}
            onMine={(chosen) => onMine(field.field, chosen)}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = {
  readonly field: ComparedFieldView;
  readonly currency: string;
  readonly zone: string;
  readonly isMine: boolean;
  readonly onMine: (chosen: boolean) => void;
};

function CompareRow({ field, currency, zone, isMine, onMine }: RowProps) {
  const shared = { field: field.field, format: field.format, currency, zone };
  const name = fieldName(field);
  return (
    <tr>
      <th scope="row">
        {name} {field.conflicts && <Tag tone="changed">Both changed it</Tag>}
      </th>
      <td data-label="Was">
        <FieldValue value={field.was} {...shared} />
      </td>
      <td data-label="Yours">
        <label>
          <input
            type="radio"
            name={field.field}
            checked={isMine}
            aria-label={`${name}: yours`}
            onChange={() => onMine(true)}
          />
          <FieldValue value={field.mine} {...shared} />
        </label>
      </td>
      <td data-label="The seller’s">
        <label>
          <input
            type="radio"
            name={field.field}
            checked={!isMine}
            aria-label={`${name}: the seller’s`}
            onChange={() => onMine(false)}
          />
          <FieldValue value={field.theirs} {...shared} />
        </label>
      </td>
    </tr>
  );
}
