import { Missing } from "@/app/_ui/missing";

export default function DeskNotFound() {
  return <Missing />;
}
