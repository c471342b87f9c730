export default function UseCasePage() {
  return null;
}
