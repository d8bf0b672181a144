import BusinessTime
import Yams

/// A document in which every `unknown` is decided as companies mostly decide it, so that the rest can already be reviewed:
/// a printed policy hides more than its gaps. Nothing is ever put in force by it.
struct Provisional {
    /// How undecided hours are read: "48 horas hábiles" as hours of the schedule, or as two business days.
    enum Counting: String, CaseIterable {
        case workingTime = "working_time"
        case businessDays = "business_days"

        var said: Said {
            switch self {
            case .workingTime: Said(es: "si las horas se cuentan como tiempo del horario", en: "if hours are counted as open time")
            case .businessDays: Said(es: "si 24 horas se cuentan como un día hábil", en: "if 24 hours are counted as one business day")
            }
        }
    }

    private let top: Node
    private let counting: Counting

    /// What the review finds whatever is decided, and what it finds by one way of counting only.
    static func findings(of top: Node, file: String, zone: @escaping (String) throws -> Zone) -> [Finding] {
        let found = Counting.allCases.map { counting in
            let node = Provisional(top: top, counting: counting).decided(top)
            let cursor = Cursor(node, log: FindingLog(file: file))
            guard let policy = try? PolicyReader(cursor, zone: zone).read() else { return [Finding]() }
            // A clause whose rule is undecided has no rule to cite it.
            return Review.findings(of: policy, file: file, line: Cursor(top, log: FindingLog(file: file)).line)
                .filter { $0.rule != "lifeless-clause" }
        }
        let always = found[0].filter(found[1].contains)
        return always + zip(Counting.allCases, found).flatMap { counting, findings in
            findings.filter { !always.contains($0) }.map { $0.under(counting.said) }
        }
    }

    private func decided(_ node: Node) -> Node {
        if let mapping = node.mapping {
            var pairs: [(Node, Node)] = []
            for pair in mapping {
                let key = pair.key.scalar?.string ?? ""
                pairs.append((pair.key, pair.value.isUnknown ? usual(key, in: mapping, at: pair.value) : decided(pair.value)))
                let needsCount = key == "reopen_within" && pair.value.isUnknown && mapping["count"] == nil
                if needsCount { pairs.append((scalar("count", at: pair.key), scalar("calendar_days", at: pair.key))) }
            }
            return .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
        }
        if let sequence = node.sequence {
            return .sequence(Node.Sequence(sequence.map { $0.isUnknown ? scalar("?", at: $0) : decided($0) }, sequence.tag, sequence.style, sequence.mark))
        }
        return node
    }

    /// What stands at a key in most policies.
    private func usual(_ key: String, in rule: Node.Mapping, at place: Node) -> Node {
        switch key {
        case "zone": scalar("America/Mexico_City", at: place)
        case "weekly": group([("mon-fri", "09:00-18:00")], at: place)
        case "closed": scalar("mx_lft", at: place)
        case "business_days": scalar("mon-fri", at: place)
        case "count": scalar(count(of: rule), at: place)
        case "ends": scalar("same_time", at: place)
        case "wait": scalar("1 d", at: place)
        case "reopen_within": scalar("15 d", at: place)
        case "effect": scalar("close", at: place)
        case "starts": scalar("received", at: place)
        case "calendar": scalar(firstKey(of: "calendars"), at: place)
        case "period": scalar(Duty.Availability.Period.month.rawValue, at: place)
        case "maintenance": scalar(Duty.Availability.Maintenance.counts.rawValue, at: place)
        case "approvals": scalar(Duty.ChangeRule.Approvals.all.rawValue, at: place)
        case "labels": group([("open", "?"), ("waiting", "?"), ("resolved", "?"), ("closed", "?")], at: place)
        case "departments", "priorities":
            .mapping(Node.Mapping([(scalar("any", at: place), group([("label", "?"), ("cites", firstKey(of: "clauses"))], at: place))], .implicit, .any, place.mark))
        default: scalar("?", at: place)
        }
    }

    /// Days are business days; hours are what is being tried, as far as they can be.
    private func count(of rule: Node.Mapping) -> String {
        let amounts = ["within", "at_least", "more_than", "wait"].compactMap { rule[Node($0)]?.scalar?.string }
        let hours = amounts.compactMap { $0.hasSuffix("h") ? Int($0.dropLast().filter(\.isNumber)) : nil }
        if hours.isEmpty, amounts.contains(where: { $0.hasSuffix("d") || $0 == "unknown" }) { return Counting.businessDays.rawValue }
        return hours.allSatisfy { $0 % 24 == 0 } && !hours.isEmpty ? counting.rawValue : Counting.workingTime.rawValue
    }

    private func firstKey(of group: String) -> String {
        top.mapping?[Node(group)]?.mapping?.first?.key.scalar?.string ?? "?"
    }

    private func scalar(_ text: String, at place: Node) -> Node {
        .scalar(Node.Scalar(text, .implicit, .any, place.mark))
    }

    private func group(_ pairs: [(String, String)], at place: Node) -> Node {
        .mapping(Node.Mapping(pairs.map { (scalar($0, at: place), scalar($1, at: place)) }, .implicit, .any, place.mark))
    }
}

extension Finding {
    /// The same, found under a condition; it blocks nothing by itself, for the gap does.
    fileprivate func under(_ condition: Said) -> Finding {
        Finding(
            kind: kind == .error ? .warning : kind, rule: rule, file: file, line: line, path: path,
            message: Said(es: "\(condition.es): \(message.es)", en: "\(condition.en): \(message.en)"), cites: cites)
    }
}
