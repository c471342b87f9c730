export default function PatternsPage() {
  return null;
}
