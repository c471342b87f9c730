/** Learn: five short lessons with code for this server, each ticked off by what has arrived. */

import { Group, List, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Card } from "../../parts/Card";
import { Light } from "../../parts/FirstEvent";
import { PageHeader } from "../../parts/PageHeader";
import { Snippet } from "../../parts/Snippet";
import { useApplication, useApplicationId, usePath } from "../../state/application";
import { useView } from "../../state/view";
import classes from "./Learn.module.css";
import { LATER, type Lesson, lessonsFor } from "./lessons";
import { type Evidence, useProgress } from "./progress";

export default function LearnPage() {
  const view = useView();
  const progress = useProgress(useApplicationId());
  const lessons = lessonsFor(window.location.origin, useApplication()?.name ?? "this application");
  const next = lessons.find((lesson) => progress[lesson.id] === null) ?? (lessons[0] as Lesson);
  const chosen = lessons.find((lesson) => lesson.id === view.get("lesson")) ?? next;
  const done = lessons.filter((lesson) => progress[lesson.id]).length;
  return (
    <>
      <PageHeader title="Learn" answers={`Five short lessons; ${done} of them show in your data.`} />
      <div className={classes.columns}>
        <nav aria-label="Lessons">
          <Stack gap={4}>
            {lessons.map((lesson, place) => (
              <LessonLink
                key={lesson.id}
                place={place + 1}
                lesson={lesson}
                evidence={progress[lesson.id]}
                here={lesson === chosen}
                open={() => view.set({ lesson: lesson.id })}
              />
            ))}
            <div className={classes.later}>
              <Text size="sm" fw={500}>
                6. {LATER.title}
              </Text>
              <Text size="sm" className="quiet">
                {LATER.what}
              </Text>
            </div>
          </Stack>
        </nav>
        <LessonCard lesson={chosen} evidence={progress[chosen.id]} />
      </div>
    </>
  );
}

interface LessonLinkProps {
  place: number;
  lesson: Lesson;
  evidence: Evidence;
  here: boolean;
  open: () => void;
}

function LessonLink({ place, lesson, evidence, here, open }: LessonLinkProps) {
  return (
    <UnstyledButton className={classes.lesson} aria-current={here ? "step" : undefined} onClick={open}>
      <Text size="sm" fw={here ? 600 : 500} component="span">
        {place}. {lesson.title}
      </Text>
      <Text
        size="sm"
        component="span"
        style={{ color: evidence ? "var(--good)" : "var(--quiet)", whiteSpace: "nowrap" }}
      >
        {evidence ? "✓ done" : "not yet"}
      </Text>
    </UnstyledButton>
  );
}

function LessonCard({ lesson, evidence }: { lesson: Lesson; evidence: Evidence }) {
  const path = usePath();
  return (
    <Card title={lesson.title} about={lesson.goal}>
      <Stack>
        <Snippet code={lesson.code} label={`Code of the lesson ${lesson.title}`} />
        <List spacing={6} size="sm">
          {lesson.notes.map((note) => (
            <List.Item key={note}>{note}</List.Item>
          ))}
        </List>
        <div>
          <Title order={3} size="h5" mb={6}>
            Verify in the portal
          </Title>
          <Group gap="sm" role="status">
            <Light on={Boolean(evidence)} />
            <Text size="sm">{evidence ?? lesson.proof.replace(/\.$/, ": not yet.")}</Text>
          </Group>
          <List size="sm" mt="xs">
            {lesson.look.map(({ label, path: where, search }) => (
              <List.Item key={where + label}>
                Look at{" "}
                <Link to={path(where)} search={(search ?? {}) as never}>
                  {label}
                </Link>
              </List.Item>
            ))}
          </List>
        </div>
      </Stack>
    </Card>
  );
}
