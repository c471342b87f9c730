/** Signing in, by e-mail and password or at the identity provider, and back to the page that was wanted. */

import { Alert, Button, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { address } from "../../api/client";
import { type Session, sessionQuery, signIn } from "../../api/session";
import { Waiting } from "../../parts/Honest";
import { Snippet } from "../../parts/Snippet";
import { useView } from "../../state/view";
import { Doorway } from "./Doorway";
import { returningTo } from "./returning";
import { useEntering } from "./useEntering";
import { returned, words } from "./words";

export default function SignInPage() {
  const view = useView();
  const session = useQuery(sessionQuery);
  const to = returningTo(view.get("to"));
  const error = view.get("error");
  if (session.data?.person) return <Navigate to={to} replace />;
  return (
    <Doorway title={words.signIn}>
      {error && (
        <Alert color="red" role="alert">
          {returned(error)}
        </Alert>
      )}
      <Waiting of={session} height={220}>
        {(known) => (known.first_start ? <FirstStart /> : <Ways session={known} to={to} />)}
      </Waiting>
    </Doorway>
  );
}

function FirstStart() {
  return (
    <>
      <Text fw={500}>{words.firstStart}</Text>
      <Text>{words.firstStartHow}</Text>
      <Snippet code="assay people link" label="Make an owner link" />
    </>
  );
}

function Ways({ session, to }: { session: Session; to: string }) {
  return (
    <>
      {session.oidc && (
        <>
          <Button component="a" href={`/api/v1${address("/session/oidc", { to })}`} size="md">
            {words.with(session.oidc.name)}
          </Button>
          <Divider label={words.or} />
        </>
      )}
      <PasswordForm to={to} />
      <Text size="sm" className="quiet">
        {words.forgotten}
      </Text>
    </>
  );
}

function PasswordForm({ to }: { to: string }) {
  const enter = useEntering();
  const [fault, setFault] = useState<Error | null>(null);
  const form = useForm({ initialValues: { email: "", password: "" } });
  const submit = ({ email, password }: { email: string; password: string }) =>
    signIn(email, password).then(
      (session) => enter(session, to),
      (refused: Error) => {
        setFault(refused);
        form.setFieldValue("password", "");
      },
    );
  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Stack>
        <TextInput
          label={words.email}
          type="email"
          autoComplete="username"
          required
          autoFocus
          {...form.getInputProps("email")}
        />
        <PasswordInput
          label={words.password}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
          {...form.getInputProps("password")}
        />
        {fault && (
          <Alert color="red" role="alert">
            {fault.message}
          </Alert>
        )}
        <Button type="submit" loading={form.submitting}>
          {words.signIn}
        </Button>
      </Stack>
    </form>
  );
}
