/** A pressed point of a chart leads to its requests: those of its bucket and of its series. */

import { useNavigate } from "@tanstack/react-router";
import type { Filter, Row } from "../api/questions";
import type { Point } from "../charts/TimeSeries";
import { usePath } from "../state/application";
import { filtersOfRow, searchOf, together, withinView } from "../state/behind";
import type { View } from "../state/view";

export function useOpenPoint(view: View, more: readonly Filter[] = []) {
  const navigate = useNavigate();
  const path = usePath();
  return ({ series, bucket }: Point, dimensions: readonly string[], rows: readonly Row[]) => {
    const filters = [...more, ...(series ? filtersOfRow(series.of, dimensions, rows) : [])];
    const search = searchOf(view, together(view, filters), withinView(view, bucket));
    void navigate({ to: path("/requests"), search: search as never });
  };
}
