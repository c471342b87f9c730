/** The colours of a breakdown's series, one for chart, table and distribution. */

import { useMemo } from "react";
import { useQuestion } from "../../api/questions";
import { coloursOf } from "../../charts/colours";
import { timelineOf } from "../../charts/timeline";
import { useDark } from "../../charts/useDark";
import { useApplicationId } from "../../state/application";
import type { View } from "../../state/view";
import { seriesQuestion } from "./question";

/** Those of the largest series, then of the rows that are ticked beside them: ticking moves no colour. */
export function useColours(
  view: View,
  by: readonly string[],
  metric: string,
  chosen: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const dark = useDark();
  const largest = useQuestion(seriesQuestion(view, by, metric), useApplicationId()).data;
  return useMemo(() => {
    const names = largest ? timelineOf(largest, metric).series.map((series) => series.name) : [];
    return coloursOf([...new Set([...names, ...chosen])], dark);
  }, [largest, metric, chosen, dark]);
}
