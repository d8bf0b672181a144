/// What is known of a request when a rule is chosen.
public struct TicketFacts: Sendable, Hashable {
    public var channel: ChannelKind
    public var type: String
    public var category: String?
    public var department: String?
    public var priority: String?
    public var severity: Int?
    public var level: Int?

    public init(
        channel: ChannelKind, type: String, category: String? = nil, department: String? = nil,
        priority: String? = nil, severity: Int? = nil, level: Int? = nil
    ) {
        self.channel = channel
        self.type = type
        self.category = category
        self.department = department
        self.priority = priority
        self.severity = severity
        self.level = level
    }
}

/// When a rule applies: every axis that is named must match; an axis that is not named matches anything.
public struct Condition: Sendable, Hashable {
    public var channels: Set<ChannelKind> = []
    public var types: Set<String> = []
    public var categories: Set<String> = []
    public var departments: Set<String> = []
    public var priorities: Set<String> = []
    public var severities: Set<Int> = []
    public var levels: Set<Int> = []

    public init() {}

    public func matches(_ facts: TicketFacts) -> Bool {
        (channels.isEmpty || channels.contains(facts.channel))
            && (types.isEmpty || types.contains(facts.type))
            && allows(categories, facts.category)
            && allows(departments, facts.department)
            && allows(priorities, facts.priority)
            && allows(severities, facts.severity)
            && allows(levels, facts.level)
    }

    /// How many axes are named: of two rules that match, the more specific one applies.
    public var specificity: Int {
        [channels.isEmpty, types.isEmpty, categories.isEmpty, departments.isEmpty,
         priorities.isEmpty, severities.isEmpty, levels.isEmpty].count { !$0 }
    }

    /// Whether one request could match both.
    public func overlaps(_ other: Condition) -> Bool {
        meet(channels, other.channels) && meet(types, other.types) && meet(categories, other.categories)
            && meet(departments, other.departments) && meet(priorities, other.priorities)
            && meet(severities, other.severities) && meet(levels, other.levels)
    }

    private func allows<Value: Hashable>(_ named: Set<Value>, _ value: Value?) -> Bool {
        named.isEmpty || value.map(named.contains) == true
    }

    private func meet<Value: Hashable>(_ a: Set<Value>, _ b: Set<Value>) -> Bool {
        a.isEmpty || b.isEmpty || !a.isDisjoint(with: b)
    }
}
