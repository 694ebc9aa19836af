import type { ReactNode } from "react";
import { TrpcProvider } from "@/app/_trpc/client";
import { ViewerProvider } from "@/app/_ui/viewer";
import { getViewer } from "@/server/auth/viewer";
import { Shell } from "./_shell/shell";
import { ToSignIn } from "./_shell/to-sign-in";

export default async function DeskLayout({ children }: { readonly children: ReactNode }) {
  const viewer = await getViewer();
  if (!viewer) return <ToSignIn />;
  return (
    <TrpcProvider>
      <ViewerProvider viewer={viewer}>
        <Shell>{children}</Shell>
      </ViewerProvider>
    </TrpcProvider>
  );
}
