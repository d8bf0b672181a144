/// A budget of business time as a bar: what has run, where it paused, what is left.
///
/// The bar is drawn over *counted* time: nights and weekends have no width, only pauses have one, thin and dashed.
/// Drawn as SVG with attributes, because the content policy allows no inline style.
struct TimeBar: Sendable {
    /// What a stretch of the bar shows; also the class in the stylesheet.
    enum Kind: String, Sendable { case used, paused, left, late }

    /// A stretch and its share of the whole, in thousandths.
    struct Stretch: Sendable {
        let kind: Kind
        let share: Int
    }

    /// From left to right; shares add up to 1000.
    let stretches: [Stretch]
    /// What the bar says, for who cannot see it: "2 h 20 min hábiles de 4 h; 40 min en pausa".
    let words: String
    /// Below the left end: "Recibido lun 9:12".
    let start: String
    /// Below the right end: "Vence hoy 17:00".
    let end: String
    /// What it says to who cannot see it, where that is more than the words below it.
    var label: String?
}

extension TimeBar {
    var html: HTML {
        var x = 0
        let pieces = stretches.map { stretch -> HTML in
            defer { x += stretch.share }
            return piece(stretch, from: x)
        }
        return """
            <figure class="bar">
            <svg role="img" aria-label="\(label ?? words)" width="100%" height="16">\(pieces)</svg>
            <figcaption><span>\(start)</span><span class="words" aria-hidden="true">\(words)</span><span>\(end)</span></figcaption>
            </figure>
            """
    }

    /// Time that ran is a block, what is left an outline, a pause a dashed line, what is late a higher block:
    /// the difference is shape, not colour.
    private func piece(_ stretch: Stretch, from x: Int) -> HTML {
        let left = percent(x), right = percent(x + stretch.share)
        switch stretch.kind {
        case .paused:
            return "<line class=\"paused\" x1=\"\(left)\" x2=\"\(right)\" y1=\"8\" y2=\"8\"/>"
        case .late:
            return "<rect class=\"late\" x=\"\(left)\" y=\"0\" height=\"16\" width=\"\(percent(stretch.share))\"/>"
        case .used, .left:
            return """
                <rect class="\(stretch.kind.rawValue)" x="\(left)" y="3" height="10" width="\(percent(stretch.share))"/>
                """
        }
    }

    private func percent(_ share: Int) -> HTML { "\(share / 10).\(share % 10)%" }
}
