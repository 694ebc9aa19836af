"use client";

import "@mantine/core/styles/ColorSwatch.layer.css";
import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { dayWords } from "@/app/_ui/date-words";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { MantineRegion } from "@/app/_ui/mantine-region";
import type { DeliveryView } from "@/server/api/views/delivery-view";
import { toDecimal } from "@/server/domain/money";
import styles from "./delivery.module.css";

/** Spend so far against even pacing, day by day (UTC). The same numbers stand in a table for who cannot see the chart. */
export function SpendChart({ mediaBuyId }: { readonly mediaBuyId: string }) {
  const trpc = useTRPC();
  const delivery = useQuery(trpc.delivery.forMediaBuy.queryOptions({ mediaBuyId }, { refetchInterval: 15_000 }));
  if (delivery.error) {
    return (
      <Failure
        title="The delivery could not be loaded"
        message={refusalOf(delivery.error)?.message}
        retry={() => delivery.refetch()}
      />
    );
  }
  if (!delivery.data) return <p className={`dim ${styles.waiting}`}>Loading…</p>;
  if (delivery.data.days.length === 0) {
    return (
      <EmptyState
        title="Nothing delivered yet"
        text="Impressions and spend are read from the seller once the flight runs."
      />
    );
  }
  return <Chart delivery={delivery.data} />;
}

function Chart({ delivery }: { readonly delivery: DeliveryView }) {
  const { currency, days } = delivery;
  const units = (micros: bigint) => Number(toDecimal({ micros, currency }));
  const data = days.map((day) => ({
    day: dayWords(day.day),
    Spent: units(day.cumulativeMicros),
    Plan: units(day.plannedMicros),
  }));
  return (
    <>
      <div aria-hidden="true">
        <MantineRegion>
          <AreaChart
            h={220}
            data={data}
            dataKey="day"
            curveType="linear"
            withGradient={false}
            fillOpacity={0.08}
            strokeWidth={2}
            withDots={data.length < 3}
            // Hidden from readers, who have the table: then nothing inside may take the focus either.
            areaChartProps={{ accessibilityLayer: false, tabIndex: -1 }}
            withLegend
            legendProps={{ verticalAlign: "top", height: 28 }}
            gridAxis="x"
            tickLine="none"
            gridColor="var(--line)"
            textColor="var(--ink-2)"
            yAxisProps={{ width: 64, tickFormatter: (value: number) => value.toLocaleString("en-US") }}
            xAxisProps={{ minTickGap: 48, tickFormatter: (day: string) => day.replace(/ \d{4}$/, "") }}
            valueFormatter={(value) => `${value.toLocaleString("en-US")} ${currency}`}
            series={[
              { name: "Spent", color: "var(--accent)" },
              { name: "Plan", color: "var(--ink-3)", strokeDasharray: "4 4" },
            ]}
          />
        </MantineRegion>
      </div>
      <DayTable delivery={delivery} />
    </>
  );
}

function DayTable({ delivery }: { readonly delivery: DeliveryView }) {
  const { currency, days } = delivery;
  return (
    <details className={styles.numbers}>
      <summary className="sm dim">The numbers by day (UTC), in {currency}</summary>
      <table className={styles.days}>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col" className="num">
              Impressions
            </th>
            <th scope="col" className="num">
              Spent that day
            </th>
            <th scope="col" className="num">
              Spent so far
            </th>
            <th scope="col" className="num">
              Plan so far
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{dayWords(day.day)}</th>
              <td className="num">{day.impressions.toLocaleString("en-US")}</td>
              <td className="num">{toDecimal({ micros: day.spendMicros, currency })}</td>
              <td className="num">{toDecimal({ micros: day.cumulativeMicros, currency })}</td>
              <td className="num">{toDecimal({ micros: day.plannedMicros, currency })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
