import { announce } from "./live-region";

type Note = { readonly title: string; readonly text?: string | undefined; readonly tone?: "done" | "stop" | undefined };

/** A short note at the corner about something that happened; never the only place where an error is told. */
export async function notify({ title, text, tone = "done" }: Note): Promise<void> {
  announce(text ? `${title}. ${text}` : title);
  const { notifications } = await import("@mantine/notifications");
  notifications.show({
    title,
    message: text ?? "",
    color: tone === "stop" ? "red" : "petrol",
    withBorder: true,
    autoClose: tone === "stop" ? 12_000 : 6_000,
  });
}
