import type { Metadata } from "next";
import { Brand } from "@/app/_ui/brand";
import styles from "../sign-in/sign-in.module.css";
import { ForgotForm } from "./forgot-form";

export const metadata: Metadata = { title: "Forgot your password?" };

export default function ForgotPasswordPage() {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Brand />
        <h1>Forgot your password?</h1>
        <ForgotForm />
      </div>
    </main>
  );
}
