export default function FailuresPage() {
  return null;
}
