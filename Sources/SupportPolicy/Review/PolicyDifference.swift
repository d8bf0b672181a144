import BusinessTime
import Yams

/// What another version of a policy changes: rule by rule, and in worked due dates.
public struct PolicyDifference: Sendable {
    /// One place of the document. An old value without a new one was taken out; a new one without an old was put in.
    public struct Change: Sendable, Hashable {
        /// Keys from the top; the elements of a list by their ids: `targets[severity_2_response].within`.
        public let path: String
        public let old, new: String?

        public init(path: String, old: String?, new: String?) {
            (self.path, self.old, self.new) = (path, old, new)
        }
    }

    /// A promise that the same arrival would be owed at another time.
    public struct Example: Sendable {
        /// As the new version has it.
        public let promise: Promise
        public let arrival: WorkedExample.Arrival
        public let start: Instant
        public let old, new: DueDate
    }

    public let changes: [Change]
    /// Of the promises that both versions have.
    public let examples: [Example]

    public var isEmpty: Bool { changes.isEmpty && examples.isEmpty }

    /// - Parameter date: the day after which examples are worked out.
    /// - Throws: what the YAML reader cannot read.
    public init(from old: (document: String, policy: Policy?), to new: (document: String, policy: Policy?), after date: CalendarDate) throws {
        let empty = Node.mapping(Node.Mapping([]))
        changes = Self.changes(try Yams.compose(yaml: old.document) ?? empty, try Yams.compose(yaml: new.document) ?? empty, at: "")
        examples = old.policy.flatMap { old in new.policy.map { Self.examples(old, $0, after: date) } } ?? []
    }

    private static func examples(_ old: Policy, _ new: Policy, after date: CalendarDate) -> [Example] {
        guard let before = try? old.workedExamples(after: date) else { return [] }
        return before.compactMap { example in
            guard let promise = new.promise(example.promise.id), let due = try? new.dueDate(of: promise, from: example.start),
                  due.due != example.due.due
            else { return nil }
            return Example(promise: promise, arrival: example.arrival, start: example.start, old: example.due, new: due)
        }
    }

    private static func changes(_ old: Node, _ new: Node, at path: String) -> [Change] {
        if let (before, after) = named(old, new) {
            let added = after.filter { pair in !before.contains { $0.name == pair.name } }
            let stayed = before.flatMap { pair -> [Change] in
                let place = pair.place(below: path)
                guard let partner = after.first(where: { $0.name == pair.name }) else { return [Change(path: place, old: text(pair.node), new: nil)] }
                return changes(pair.node, partner.node, at: place)
            }
            return stayed + added.map { Change(path: $0.place(below: path), old: nil, new: text($0.node)) }
        }
        let (before, after) = (text(old), text(new))
        return before == after ? [] : [Change(path: path, old: before, new: after)]
    }

    /// An entry of a group, or an element of a list that has ids.
    private struct Named {
        let name: String
        let node: Node
        let isElement: Bool

        func place(below path: String) -> String {
            isElement ? "\(path)[\(name)]" : path.isEmpty ? name : "\(path).\(name)"
        }
    }

    /// What both consist of, by name; `nil` where they cannot be compared piece by piece.
    private static func named(_ old: Node, _ new: Node) -> ([Named], [Named])? {
        guard let before = named(old), let after = named(new), before.first?.isElement == after.first?.isElement || before.isEmpty || after.isEmpty
        else { return nil }
        return (before, after)
    }

    private static func named(_ node: Node) -> [Named]? {
        if let mapping = node.mapping {
            return mapping.map { Named(name: $0.key.scalar?.string ?? "?", node: $0.value, isElement: false) }
        }
        guard let sequence = node.sequence else { return nil }
        let ids = sequence.map { $0.mapping?[Node("id")]?.scalar?.string }
        guard ids.allSatisfy({ $0 != nil }), Set(ids).count == ids.count else { return nil }
        return zip(ids, sequence).map { Named(name: $0 ?? "", node: $1, isElement: true) }
    }

    /// A value on one line.
    private static func text(_ node: Node) -> String {
        if let scalar = node.scalar { return scalar.string }
        if let sequence = node.sequence { return "[" + sequence.map(text).joined(separator: ", ") + "]" }
        let pairs = node.mapping?.map { "\($0.key.scalar?.string ?? "?"): \(text($0.value))" } ?? []
        return "{" + pairs.joined(separator: ", ") + "}"
    }
}
