/** Who and what a request belongs to, each a way to all requests that share it. */

import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { RequestDetail } from "../../api/requests";
import { instant } from "../../format";
import { usePath } from "../../state/application";
import { filterText, narrowed, type View } from "../../state/view";
import { type Fact, Facts } from "./Facts";

interface AttributionProps {
  request: RequestDetail;
  view: View;
}

export function Attribution({ request, view }: AttributionProps) {
  const path = usePath();
  const useCase = request.use_case && (
    <Anchor
      component={Link}
      to={path(`/use-cases/${encodeURIComponent(request.use_case)}`)}
      search={rangeOf(view) as never}
      size="sm"
    >
      {request.use_case}
      {request.version > 0 && `, version ${request.version}`}
    </Anchor>
  );
  const instance = request.instance && (
    <Anchor
      component={Link}
      to={path(`/use-cases/${encodeURIComponent(request.use_case)}/${encodeURIComponent(request.instance)}`)}
      search={rangeOf(view) as never}
      size="sm"
    >
      {request.instance}
    </Anchor>
  );
  const same = (field: string, value: string) =>
    value && <SharedBy key={field} view={view} field={field} value={value} />;
  const facts: Fact[] = [
    ["Use case", useCase],
    ["Instance", instance],
    ["Step", same("step", request.step)],
    ["User", same("user", request.user)],
    ["Account", same("account", request.account)],
    ["Category", same("category", request.category)],
    ["Resource", same("resource", request.resource)],
    ["Scope", request.scope],
    ["Status", same("status", String(request.status))],
    ["Failure", same("failure", request.failure ?? "")],
    ["Came by", request.source],
    ["Received", instant(request.received, view.zone, true)],
    ["Provider's id", request.provider_response_id],
    ["Provider's address", request.provider_uri],
    ["Module", request.module],
    ["Corrected", request.revision > 0 && `${request.revision} times`],
  ];
  return <Facts facts={facts} />;
}

/** A value as a link to the requests that share it. */
function SharedBy({ view, field, value }: { view: View; field: string; value: string }) {
  const path = usePath();
  const search = { ...rangeOf(view), f: [filterText(narrowed(field, value))] };
  return (
    <Anchor component={Link} to={path("/requests")} search={search as never} size="sm">
      {value}
    </Anchor>
  );
}

function rangeOf(view: View): Record<string, string> {
  return { range: view.range, ...(view.get("zone") ? { zone: view.zone } : {}) };
}
