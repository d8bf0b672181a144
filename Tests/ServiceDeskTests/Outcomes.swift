import BusinessTime
import ServiceDesk
import SupportPolicy
import TestSupport

/// How a verb failed: `refused IN-30`, `invalid rfc department`, `not found`, `conflict`, `forbidden`; `done` when it did not.
func outcome(_ verb: () async throws -> Void) async -> String {
    do {
        try await verb()
        return "done"
    } catch let error as DeskError {
        return switch error {
        case .notFound: "not found"
        case .invalid(let problems): "invalid " + problems.map(\.field).joined(separator: " ")
        case .refused(let refusal): "refused " + refusal.clause.ids.joined(separator: " ")
        case .conflict: "conflict"
        case .forbidden: "forbidden"
        case .tooMany: "too many"
        case .tooLarge: "too large"
        case .broken(let problem): "broken: \(problem)"
        }
    } catch {
        return "\(error)"
    }
}

extension World {
    /// The requirement ids that an entry's clause carries.
    func ids(_ entry: Entry?) -> [String] {
        entry?.clause.flatMap(policy.clause)?.ids ?? []
    }

    func ids(ofClause id: String?) -> [String] {
        id.flatMap(policy.clause)?.ids ?? []
    }

    /// The last entry of a kind.
    func last(_ kind: Entry.Kind, of folio: String) async throws -> Entry? {
        try await journal(folio).last { $0.kind == kind }
    }

    /// Every deadline: `first_response 1 cancelled 2026-03-13 19:00`, with its level.
    func deadlines(_ folio: String) async throws -> [String] {
        try await ticket(folio).deadlines.map { deadline in
            [deadline.metric.rawValue, deadline.level.map(String.init), deadline.status.rawValue, wall(deadline.dueAt)]
                .compactMap { $0 }.joined(separator: " ")
        }
    }
}
