/// What the company commits itself and its clients to, topic by topic.
extension PolicyReader {
    func readCommitments() throws -> [Commitment] {
        guard let cursor = try top.optional("commitments") else { return [] }
        return Commitment.Topic.allCases.flatMap { topic in
            top.attempt { try readCommitments(on: topic, cursor) } ?? []
        }
    }

    private func readCommitments(on topic: Commitment.Topic, _ cursor: Cursor) throws -> [Commitment] {
        var ids: Set<String> = []
        return try cursor.optional(topic.rawValue)?.elements().compactMap { entry in
            top.attempt {
                let name = try entry.required("id"), id = try name.text()
                guard ids.insert(id).inserted else {
                    throw name.finding(.error, Said(es: "'\(id)' ya está en '\(topic.rawValue)'", en: "'\(id)' is in '\(topic.rawValue)' already"))
                }
                return Commitment(
                    topic: topic, id: id, label: try entry.required("label").text(), text: try entry.optional("text")?.text(),
                    duty: try readDuty(topic, entry), clause: try clause(entry))
            }
        } ?? []
    }

    private func readDuty(_ topic: Commitment.Topic, _ entry: Cursor) throws -> Duty {
        switch topic {
        case .scope: .scope(Duty.Scope(
            coverage: try entry.required("coverage").word(), referredTo: try entry.optional("referred_to")?.text(),
            services: try texts("services", of: entry), needs: try entry.optional("needs")?.words() ?? [], covers: try texts("covers", of: entry)))
        case .warranty: .warranty(Duty.Warranty(
            covers: try texts("covers", of: entry), except: try texts("except", of: entry), services: try texts("services", of: entry)))
        case .discontinued: .discontinued(servedBySpecialContract: try entry.required("special_contract").flag())
        case .remoteAccess: .remoteAccess(Duty.RemoteAccess(
            tools: try texts("tools", of: entry), allowsOtherTools: try flag("other_tools", of: entry),
            needsAdministrator: try flag("administrator", of: entry), isHandsOff: try flag("hands_off", of: entry),
            consent: try entry.optional("consent")?.word() ?? .eachSession, clientGives: try texts("client_gives", of: entry)))
        case .visits: .visit(Duty.Visit(
            checklist: try texts("checklist", of: entry), needsRepresentative: try flag("representative", of: entry),
            failure: try entry.optional("fails_when")?.word(), otherwise: try entry.optional("otherwise")?.word(), charges: try texts("charges", of: entry)))
        case .officialMedia: .officialMedium(Duty.OfficialMedium(
            medium: try entry.required("medium").word(), notices: try entry.required("notices").words(),
            audience: try entry.optional("to")?.word() ?? .everybody))
        case .directory: .contact(Duty.Contact(
            channel: try entry.required("channel").word(), address: try entry.required("address").text(), types: try texts("types", of: entry)))
        case .availability: .availability(try readAvailability(entry))
        case .retention: .retention(Duty.Retention(
            record: try entry.required("record").word(), atLeastMonths: try months(entry.required("at_least")), start: try entry.required("from").word()))
        case .governingDocuments: .governingDocument(address: try entry.optional("address")?.text())
        case .term: .term(Duty.ServiceTerm(
            start: try entry.optional("starts")?.word(), renews: try flag("renews", of: entry),
            noticeMonths: try entry.optional("notice").map(months), noticeInWriting: try flag("in_writing", of: entry),
            mayChange: try flag("may_change", of: entry)))
        case .authorisedRequesters: .authorisedRequester(Duty.AuthorisedRequester(
            types: try texts("types", of: entry), who: try texts("who", of: entry),
            fromRegisteredAddress: try flag("registered_address", of: entry)))
        case .requiredDocuments: .requiredDocument(Duty.RequiredDocument(
            types: try texts("types", of: entry), categories: try texts("categories", of: entry), services: try texts("services", of: entry),
            isAttached: try flag("attached", of: entry), before: try entry.optional("before")?.word(), sentTo: try entry.optional("sent_to")?.text(), downloadedFrom: try entry.optional("downloaded_from")?.text()))
        case .oneProblemPerTicket: .oneProblem(repeated: try entry.optional("repeated")?.word())
        case .caseClosing: .caseClosing(Duty.CaseClosing(
            categories: try texts("categories", of: entry), when: try texts("when", of: entry), unless: try texts("unless", of: entry),
            openWhile: try entry.optional("open_while")?.words() ?? [], closesByAgreement: try flag("by_agreement", of: entry)))
        case .complaints: .complaint(try readComplaintStep(entry))
        case .changeControl: .change(try readChangeRule(entry))
        }
    }

    private func readAvailability(_ entry: Cursor) throws -> Duty.Availability {
        let window = try entry.required("window")
        return Duty.Availability(
            atLeastPerMille: try entry.required("at_least_per_mille").integer(), period: try entry.required("period").word(),
            window: try window.text() == "always" ? nil : try calendar(window), maintenance: try entry.required("maintenance").word())
    }

    private func readComplaintStep(_ entry: Cursor) throws -> Duty.ComplaintStep {
        if let role = try entry.optional("handled_by") { return .handling(by: try role.word(), types: try texts("types", of: entry)) }
        if let target = try entry.optional("opinion") {
            return .opinion(target: try target.text(), by: try entry.optional("by")?.text(), inWriting: try flag("in_writing", of: entry))
        }
        if let target = try entry.optional("decision") { return .decision(target: try target.text(), late: try entry.optional("late")?.word()) }
        if let remedies = try entry.optional("remedies") { return .upheld(try remedies.words()) }
        throw AlreadyFound()
    }

    private func readChangeRule(_ entry: Cursor) throws -> Duty.ChangeRule {
        if let procedure = try entry.optional("procedure") { return .procedure(try procedure.word(), of: try texts("of", of: entry)) }
        if try entry.optional("approved_by") != nil { return .approval(by: try texts("approved_by", of: entry), try entry.required("approvals").word()) }
        if let guards = try entry.optional("emergency_accounts") { return .emergencyAccounts(try guards.words()) }
        if let others = try entry.optional("not_by") { return .segregation(notBy: try others.text(), otherwise: try texts("otherwise", of: entry)) }
        if let reviewer = try entry.optional("log_reviewed_by") {
            let schedule = try entry.optional("calendar").map { try calendar($0).schedule }
            return .log(
                reviewedBy: try reviewer.text(), within: try entry.optional("within").map { try allowance($0, counted: entry, in: schedule) },
                schedule: schedule)
        }
        if try entry.optional("reviews") != nil { return .reviews(try texts("reviews", of: entry), authorisedBy: try entry.optional("authorised_by")?.text()) }
        throw AlreadyFound()
    }

    // MARK: Shared pieces

    private func texts(_ key: String, of entry: Cursor) throws -> [String] {
        try entry.optional(key)?.elements().map { try $0.text() } ?? []
    }

    /// What is not said does not hold.
    private func flag(_ key: String, of entry: Cursor) throws -> Bool {
        try entry.optional(key)?.flag() ?? false
    }

    private func months(_ cursor: Cursor) throws -> Int {
        try cursor.value { Plan.Term($0)?.months }
    }
}
