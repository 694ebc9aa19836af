import type { Metadata } from "next";
import { Examination } from "./examination";

export const metadata: Metadata = { title: "Doctor" };

export default function DoctorPage() {
  return <Examination />;
}
