import type { ReactNode } from "react";
import { SecondFactorGate } from "@/app/_auth/second-factor-gate";
import { TrpcProvider } from "@/app/_trpc/client";
import { ViewerProvider } from "@/app/_ui/viewer";
import { getViewer } from "@/server/auth/viewer";
import { Shell } from "./_shell/shell";
import { ToSignIn } from "./_shell/to-sign-in";

export default async function DeskLayout({ children }: { readonly children: ReactNode }) {
  const viewer = await getViewer();
  if (!viewer) return <ToSignIn />;
  if (viewer.needsSecondFactor) return <SecondFactorGate name={viewer.name} />;
  return (
    <TrpcProvider>
      <ViewerProvider viewer={viewer}>
        <Shell>{children}</Shell>
      </ViewerProvider>
    </TrpcProvider>
  );
}
