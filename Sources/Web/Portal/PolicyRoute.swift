import Hummingbird
import ServiceDesk
import SupportPolicy

extension WebServer {
    /// "Nuestra política", in the portal and in the console: `?version=` shows an earlier one, `?channel=…` asks the calculator.
    ///
    /// - Parameter isReviewed: whether its reader is told what the review says: the company's own staff.
    func policyPage(_ request: Request, _ context: DeskContext, at address: Link, isReviewed: Bool = false) async throws -> Response {
        let company = try context.requireCompany()
        let query = request.query
        let wanted = try query["version"].map { text in
            guard let id = Int64(text) else { throw DeskError.notFound }
            return id
        }
        let (versions, policy, now) = try await desk.read { tx in
            let versions = try tx.policyVersions(of: company.row).filter { $0.standing != .proposed }
            guard let wanted else { return (versions, company.policy, tx.now) }
            guard versions.contains(where: { $0.id == wanted }) else { throw DeskError.notFound }
            return (versions, try tx.policy(wanted), tx.now)
        }
        let names = ["channel", "type", "category", "severity", "when"]
        let question = OurPolicyView.Question(values: names.reduce(into: [:]) { $0[$1] = query[$1] })
        let view = OurPolicyView(policy: policy, slug: company.slug, now: now, language: context.language, address: address)
        var review: PolicyReview?
        if isReviewed, let place = versions.firstIndex(where: { $0.id == wanted ?? company.row.policyID }) {
            review = try await desk.review(ofPolicy: versions[place].id, after: versions.dropFirst(place + 1).first?.id)
        }
        var page = view.page(
            in: try await pages.frame(request, context), versions: versions, shown: wanted, question: question, review: review)
        if isReviewed, let principal = context.principal {
            if principal.mayProposePolicies { page.acts.append((context.language(.changePolicy), .proposals(company.slug))) }
            if principal.mayCloseDays { page.acts.append((context.language(.closedAfterAll), .closedDay(company.slug))) }
        }
        return pages.answer(page, request, status: page.calculator?.fields.contains { $0.problem != nil } == true ? .unprocessableContent : .ok)
    }
}
