import type { Metadata } from "next";
import Link from "next/link";
import { Brand } from "@/app/_ui/brand";
import styles from "../sign-in/sign-in.module.css";
import { ResetForm } from "./reset-form";

export const metadata: Metadata = { title: "Choose a password" };

export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { token } = await searchParams;
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Brand />
        <h1>Choose a password</h1>
        {typeof token === "string" && token !== "" ? (
          <ResetForm token={token} />
        ) : (
          <p>
            This link is not whole. <Link href="/forgot-password">Ask for another one</Link>.
          </p>
        )}
      </div>
    </main>
  );
}
