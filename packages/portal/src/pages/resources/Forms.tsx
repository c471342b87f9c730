/** The form that the URL names: a new price, a copy of a managed one, or pricing requests again. */

import type { Filter } from "../../api/questions";
import { useApplicationId } from "../../state/application";
import { narrowed, type View } from "../../state/view";
import { emptyLine, linesOf } from "./draft";
import { PriceForm } from "./PriceForm";
import { RepriceForm } from "./RepriceForm";
import { type PriceActs, useVersions, type Version } from "./resources";
import { words } from "./words";

const TO_THE_MINUTE = "2026-01-01T00:00".length;
const CLOSED = { form: null, start: null, units: null };

/** No resource and no category: what is deleted may have been the last of either. */
export const NOWHERE = { category: null, resource: null, version: null };

interface FormsProps {
  view: View;
  category: string;
  resource: string;
  acts: PriceActs;
}

export function Forms(props: FormsProps) {
  const { view, category, resource } = props;
  switch (view.get("form")) {
    case "reprice":
      return <Reprice view={view} category={category} resource={resource} />;
    case "new":
      return <NewPrice {...props} resource="" category="" />;
    case "first":
      return <NewPrice {...props} />;
    case "price":
    case "copy":
      return <FromVersion {...props} />;
    default:
      return null;
  }
}

function Reprice({ view, category, resource }: Omit<FormsProps, "acts">) {
  const filters: Filter[] =
    resource === "" ? [] : [narrowed("category", category), narrowed("resource", resource)];
  const from = view.get("start") ?? view.from;
  const close = () => view.set({ ...CLOSED, resource: null });
  return <RepriceForm range={{ from, to: view.to }} zone={view.zone} filters={filters} close={close} />;
}

/** Begins from the prices in force, once they are there. */
function FromVersion(props: FormsProps) {
  const versions = useVersions(useApplicationId(), props.category, props.resource);
  if (versions.isPending) return null;
  const current = versions.data?.find((version) => version.active) ?? versions.data?.at(-1);
  return <NewPrice {...props} from={current} />;
}

function NewPrice({ view, category, resource, acts, from }: FormsProps & { from?: Version | undefined }) {
  const copy = view.get("form") === "copy";
  const units = view.get("units")?.split(",") ?? ["text"];
  const made = (version: Version, past: boolean) =>
    view.set({
      ...CLOSED,
      ...(past && { form: "reprice", start: version.start_timestamp }),
      category: version.category,
      resource: version.resource,
      version: null,
    });
  return (
    <PriceForm
      title={copy ? words.duplicate : words.newPrice}
      about={copy ? words.duplicateMeaning : undefined}
      begin={{
        category: copy ? "" : category,
        resource,
        start: view.get("start")?.slice(0, TO_THE_MINUTE) ?? "",
        lines: from ? linesOf(from) : units.map(emptyLine),
      }}
      acts={acts}
      leave={() => view.set({ ...CLOSED, ...NOWHERE })}
      close={() => view.set(CLOSED)}
      onMade={made}
    />
  );
}
