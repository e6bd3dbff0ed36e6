import { Component, type ComponentChildren } from "preact";
import { Stop } from "./icons.tsx";

interface BoundaryProps {
  /** The class of the card, which says where on the page it stands. */
  name: string;
  title: string;
  children: ComponentChildren;
}

/** Keeps an error within its card: the others go on, and this one says so. A class, as servers need one. */
export class Boundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(`${this.props.title}:`, error);
  }

  override render({ name, title, children }: BoundaryProps) {
    // The slot keeps the neighbours' elements apart while the server's page is taken over.
    return <div class="slot">{this.state.failed ? this.failure(name, title) : children}</div>;
  }

  failure(name: string, title: string) {
    return (
      <section class={`card failed ${name}`} aria-label={title}>
        <p role="alert">
          <Stop /> {title} cannot be shown: something in this page went wrong.
        </p>
        <button type="button" onClick={() => this.setState({ failed: false })}>Try again</button>
      </section>
    );
  }
}
