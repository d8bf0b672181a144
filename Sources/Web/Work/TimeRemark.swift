/// How much of the time of a request was worked, said to whoever works on it before and after.
struct TimeRemark: Sendable {
    let said: String
    let isOver: Bool
    let cites: [ClauseCite]

    var html: HTML {
        let line = WorkLine.Standing.late
        return isOver
            ? "<p class=\"time-box\"><span class=\"mark late wraps\"><span aria-hidden=\"true\">\(line.sign)</span> \(said)</span> \(cites.map { "\($0.html) " as HTML })</p>\n"
            : "<p class=\"time-box\">\(said) \(cites.map { "\($0.html) " as HTML })</p>\n"
    }
}
