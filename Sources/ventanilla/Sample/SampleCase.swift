import BusinessTime
import ServiceDesk

/// One thing that somebody does on a request.
enum SampleStep: Sendable {
    case open, take, classify, reply, explain, ask, answer, thank, note, contact
    case escalate, returnDown
    case close, closeByAnother, confirm, closeByClient, comeBack
}

/// One request of the sample: who sends it, and what is still going to happen, with the working minutes until then.
struct SampleCase: Sendable {
    typealias Script = [(after: ClosedRange<Int>, step: SampleStep)]

    let cast: Int
    let client: SampleCast.Client
    let request: SampleRequest
    var script: Script
    /// When the next step happens.
    var at: Instant
    var folio = ""
    var requester: Principal?
    /// Attempts to close that already counted, so that each contact says something else.
    var contacts = 0
}

/// How a request can go. Each begins after the opening.
enum SamplePath: Sendable, CaseIterable {
    case solved, asked, silent, late, escalated, returned, disputed, ownClosing

    /// The usual mix, out of a hundred.
    static let mix: [(kind: SamplePath, weight: Int)] = [
        (.solved, 34), (.asked, 22), (.silent, 8), (.late, 9), (.escalated, 10), (.returned, 8), (.disputed, 4), (.ownClosing, 5),
    ]

    var script: SampleCase.Script {
        switch self {
        case .solved:
            [(4...35, .take), (1...4, .classify), (5...55, .reply), (20...240, .thank), (15...180, .explain), (20...300, .close), (30...600, .confirm)]
        case .asked:
            [(4...35, .take), (1...4, .classify), (6...60, .ask), (25...700, .answer), (15...120, .explain), (20...300, .close), (30...600, .confirm)]
        case .silent:
            [(4...35, .take), (1...4, .classify), (6...60, .ask), (480...560, .contact), (480...560, .contact), (480...560, .contact), (1_400...1_900, .close)]
        case .late:
            [(60...240, .take), (1...4, .classify), (30...90, .note), (900...1_500, .reply), (60...300, .explain), (30...300, .close), (30...600, .confirm)]
        case .escalated:
            [(4...30, .take), (1...4, .classify), (10...50, .note), (10...40, .escalate), (5...60, .take), (15...120, .reply), (30...240, .escalate), (5...60, .take),
             (30...300, .explain), (10...60, .returnDown), (5...40, .take), (5...60, .close), (30...600, .confirm)]
        case .returned:
            [(4...35, .take), (1...4, .classify), (5...55, .reply), (30...200, .close), (30...600, .confirm), (200...2_400, .comeBack), (5...60, .take),
             (10...70, .explain), (60...300, .close), (30...600, .confirm)]
        case .disputed:
            [(4...35, .take), (1...4, .classify), (5...55, .reply), (30...200, .closeByAnother), (15...60, .explain), (10...60, .close), (30...600, .confirm)]
        case .ownClosing:
            [(4...35, .take), (1...4, .classify), (5...55, .reply), (30...500, .closeByClient)]
        }
    }
}
