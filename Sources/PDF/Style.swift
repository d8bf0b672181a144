/// The one scale of type that papers are set in; sizes and leadings in points.
struct Style: Hashable, Sendable {
    enum Weight: Hashable, Sendable {
        case light, regular, semibold
    }

    let size, leading: Double
    var weight = Weight.regular
    /// All figures are of one width.
    var hasTabularFigures = false
    var isMonospaced = false

    /// Breaks wherever a line is full: for what is no words.
    var breaksAnywhere = false

    /// From the top of a line down to where its letters stand; the same for all styles of one leading, so that they line up.
    var baseline: Double { leading * 0.74 }

    static let title = Style(size: 22, leading: 28, weight: .light)
    static let lead = Style(size: 12.5, leading: 19.5)
    static let heading = Style(size: 11.5, leading: 16, weight: .semibold)
    static let name = Style(size: 15, leading: 20, weight: .semibold)
    static let body = Style(size: 9.5, leading: 14.5)
    static let strong = Style(size: 9.5, leading: 14.5, weight: .semibold)
    static let figure = Style(size: 9.5, leading: 14.5, hasTabularFigures: true)
    static let total = Style(size: 9.5, leading: 14.5, weight: .semibold, hasTabularFigures: true)
    /// Beside body text.
    static let label = Style(size: 8, leading: 14.5)
    static let head = Style(size: 8, leading: 12, weight: .semibold)
    static let small = Style(size: 8, leading: 11.5)
    static let foot = Style(size: 7.5, leading: 11, hasTabularFigures: true)
    static let address = Style(size: 6.5, leading: 9.5, isMonospaced: true, breaksAnywhere: true)
}
