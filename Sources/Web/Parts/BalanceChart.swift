/// What was left of a unit over time, as steps: how fast it goes, at a glance.
///
/// Drawn as SVG with attributes, because the content policy allows no inline style.
struct BalanceChart: Sendable {
    /// Thousandths of the width and of the height, the top being the most there ever was; oldest first.
    let points: [(x: Int, y: Int)]
    /// For who cannot see it: "Saldo de incidentes: de 5 a 2".
    let words: String
    let start, end: String

    var html: HTML {
        """
        <figure class="bar chart"><svg role="img" aria-label="\(words)" viewBox="0 0 1000 120" preserveAspectRatio="none" width="100%" height="72">
        <path class="used" d="\(area)"/></svg>
        <figcaption><span>\(start)</span><span>\(end)</span></figcaption></figure>

        """
    }

    /// From each point on until the next: a balance does not slope.
    private var area: String {
        guard let first = points.first else { return "" }
        var path = "M\(first.x) 120 V\(height(first.y))"
        for point in points.dropFirst() { path += " H\(point.x) V\(height(point.y))" }
        return path + " H1000 V120 Z"
    }

    private func height(_ share: Int) -> Int { 116 - share * 112 / 1000 }
}
