import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Brand } from "@/app/_ui/brand";
import { getViewer } from "@/server/auth/viewer";
import { demoPeople } from "./demo-people";
import { safeReturnPath } from "./return-path";
import styles from "./sign-in.module.css";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const returnTo = safeReturnPath((await searchParams).from);
  if (await getViewer()) redirect(returnTo);
  const isDemo = process.env.FLIGHTDECK_DEMO === "1";
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Brand />
        <h1>Sign in</h1>
        <SignInForm returnTo={returnTo} people={isDemo ? demoPeople : []} />
      </div>
      <p className={styles.foot}>The buyer’s desk for AdCP. Every write ends verified.</p>
    </main>
  );
}
